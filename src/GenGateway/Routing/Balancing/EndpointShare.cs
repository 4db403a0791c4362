using GenGateway.Journey;

namespace GenGateway.Routing.Balancing;

/// <summary>An endpoint as one of those that serve a model. Immutable but for what its account says.</summary>
internal sealed class EndpointShare(Candidate candidate, double weight) : IShare
{
    public Candidate Candidate => candidate;

    /// <summary>Its place in the whole route.</summary>
    public int Index { get; set; }

    /// <summary>The backend that it belongs to.</summary>
    public BackendShare? Backend { get; set; }

    /// <summary>Stands for its address wherever conversations are told apart, over restarts and replicas.</summary>
    public ulong Mark { get; } = Fingerprint.Of(candidate.Endpoint.Address, Fingerprint.Of(candidate.Backend.Name));

    public bool IsUsable => candidate.Accepts;

    public double Weight => weight;

    public double Ramp => candidate.Account?.Ramp ?? 1;

    /// <summary>Its weight among all endpoints of the route.</summary>
    public double PoolWeight => weight * (Backend?.OwnWeight ?? 1);

    /// <summary>Attempts under way.</summary>
    public int InFlight => candidate.Account?.InFlight ?? 0;

    /// <summary>Whether it can begin something at once; else who is sent there waits.</summary>
    public bool HasRoom => InFlight < candidate.Endpoint.Capacity;

    /// <summary>Seconds to the first content of late; 0: unknown.</summary>
    public double Latency => candidate.Account?.Latency ?? 0;
}
