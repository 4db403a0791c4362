using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>An endpoint that cannot serve for a reason that is known from the start: no credential, a protocol that this version does not speak.</summary>
public sealed class UnservedEndpoint(string address, string reason) : IEndpoint
{
    public string Address => address;

    public string? Unhealthy => reason;

    public int Capacity => 1;

    public bool Relays(WireProtocol protocol) => false;

    public IEnumerable<string> NotCarried(GenerationTask task) => [];

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => new(Refused());

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => new(Refused());

    private Failure Refused() => new(FailureKind.NoHealthyBackends, $"The backend is out of service: {reason}");
}
