using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Health;

/// <summary>A backend whose endpoint is probed; a test says what it answers.</summary>
internal sealed class ProbedBackend(string name) : TestBackend(name, []), IProbed
{
    public Func<CancellationToken, ValueTask<Failure?>> Answer { get; set; } = _ => new((Failure?)null);

    public int Probes { get; private set; }

    public static Failure Sick { get; } = new(FailureKind.BackendError, "it is sick.");

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken)
    {
        Probes++;
        return Answer(cancellationToken);
    }

    public override ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => throw new NotSupportedException("A probe never generates.");
}
