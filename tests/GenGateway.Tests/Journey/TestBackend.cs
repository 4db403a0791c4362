using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>A backend with one endpoint, itself; tests say what it answers.</summary>
internal abstract class TestBackend(string name, IReadOnlyList<ModelEntry> models) : IBackend, IEndpoint
{
    public string Name => name;

    public string Origin { get; init; } = "file";

    public string Protocol => "test";

    public bool Enabled { get; init; } = true;

    public virtual IReadOnlyList<Capability> Capabilities { get; init; } = [Capability.Chat, Capability.Completion];

    public virtual IReadOnlyList<ModelEntry> Models => models;

    public DeadlineOverrides Deadlines { get; init; } = DeadlineOverrides.None;

    public IReadOnlyList<IEndpoint> Endpoints => [this];

    public string Address => "test";

    public string? Unhealthy { get; set; }

    public virtual int Capacity { get; init; } = 1;

    public bool ContinuesTurns { get; init; }

    public bool Relays(WireProtocol protocol) => false;

    public IEnumerable<string> NotCarried(GenerationTask task) => [];

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException();

    public abstract ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt);
}
