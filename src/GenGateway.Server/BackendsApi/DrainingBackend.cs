using GenGateway.Journey;

namespace GenGateway.Server.BackendsApi;

/// <summary>A backend that is given nothing new: its models stay known, its endpoints are out of service, and what travels already goes on. Thread safe.</summary>
internal sealed class DrainingBackend(IBackend inner) : IBackend
{
    public string Name => inner.Name;

    public string Origin => inner.Origin;

    public string Protocol => inner.Protocol;

    public bool Enabled => inner.Enabled;

    public IReadOnlyList<Capability> Capabilities => inner.Capabilities;

    public IReadOnlyList<ModelEntry> Models => inner.Models;

    public DeadlineOverrides Deadlines => inner.Deadlines;

    public IReadOnlyList<IEndpoint> Endpoints { get; } = [.. inner.Endpoints.Select(static endpoint => new DrainingEndpoint(endpoint))];
}
