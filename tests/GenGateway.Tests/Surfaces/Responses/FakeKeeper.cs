using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Responses;

namespace GenGateway.Tests.Surfaces.Responses;

/// <summary>Keeps responses in a list.</summary>
internal sealed class FakeKeeper : IResponseKeeper
{
    public List<StoredResponse> Kept { get; } = [];

    public void Keep(StoredResponse response) => Kept.Add(response);

    public ValueTask<Outcome<StoredResponse?>> FindAsync(string id, Caller caller, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Outcome.Of(Kept.Find(response => response.Id == id && response.Key == caller.Key)));
}
