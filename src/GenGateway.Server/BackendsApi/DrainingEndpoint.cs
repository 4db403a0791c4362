using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Server.BackendsApi;

/// <summary>An endpoint of a <see cref="DrainingBackend"/>. Thread safe.</summary>
internal sealed class DrainingEndpoint(IEndpoint inner) : IEndpoint
{
    private const string Reason = "its backend is draining (PATCH /v1/backends/{name} with draining: false ends that).";

    public string Address => inner.Address;

    public string? Unhealthy => Reason;

    public int Capacity => inner.Capacity;

    public bool Relays(WireProtocol protocol) => inner.Relays(protocol);

    public IEnumerable<string> NotCarried(GenerationTask task) => inner.NotCarried(task);

    // Whoever was routed here a moment before still may be served: draining harms nobody.
    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => inner.RelayAsync(body, attempt);

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => inner.GenerateAsync(task, attempt);
}
