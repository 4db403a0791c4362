using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Server;

/// <summary>An endpoint that lists one model, after what a test wants to happen first, and generates nothing.</summary>
internal sealed class ListingEndpoint(Action first) : IEndpoint, IModelSource
{
    public string Address => "http://127.0.0.1:1/v1";

    public string? Unhealthy => null;

    public int Capacity => 1;

    public ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken)
    {
        first();
        return new(Outcome.Of<IReadOnlyList<FoundModel>>([new FoundModel("found")]));
    }

    public bool Relays(WireProtocol protocol) => false;

    public IEnumerable<string> NotCarried(GenerationTask task) => [];

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException();

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => throw new NotSupportedException();
}
