using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

/// <summary>A record that keeps the answer's text and counts how often it was settled.</summary>
internal sealed class TestEntry(GenerationRequest request) : Entry(request, TimeProvider.System)
{
    public int Settled { get; private set; }

    public IReadOnlyList<AttemptNote>? Decided() => Decision();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Failure? Reserve() => null;

    protected override TallyText CreateText() => new(1 << 20);

    protected override void Settle() => Settled++;
}
