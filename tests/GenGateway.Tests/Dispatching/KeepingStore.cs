using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Dispatching;

/// <summary>Says that it kept pictures, up to so many.</summary>
internal sealed class KeepingStore(int most = int.MaxValue) : IImageStore
{
    private int _kept;

    public PayloadFolder Incoming { get; } = new("nowhere");

    public ValueTask<Outcome<string>> KeepAsync(Payload image, ImageDelivery delivery, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Outcome<string>>(_kept == most ? new Failure(FailureKind.StoreUnavailable, "full") : Outcome.Of($"{delivery.Origin}/{_kept++}"));
}
