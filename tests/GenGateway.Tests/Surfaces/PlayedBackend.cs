using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Surfaces;

/// <summary>A backend that plays given events; a gate in the script holds the answer until the test opens it.</summary>
internal sealed class PlayedBackend(string name, params ModelEntry[] models) : TestBackend(name, models)
{
    public override int Capacity => 8;

    /// <summary>What an answer does; the default echoes a greeting.</summary>
    public Func<GenerationRequest, CancellationToken, IAsyncEnumerable<GenerationEvent>> Script { get; set; } = Greet;

    public GenerationRequest? Last { get; private set; }

    public override ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        Last = attempt.Request;
        return ValueTask.FromResult<Outcome<Generation>>(new Played(Script, attempt.Request));
    }

    public static async IAsyncEnumerable<GenerationEvent> Greet(GenerationRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        yield return new GenerationEvent.TextDelta(0, "Hello");
        yield return new GenerationEvent.TextDelta(0, " there");
        yield return new GenerationEvent.ChoiceEnded(0, FinishReason.Stop);
        yield return new GenerationEvent.UsageReported(new Usage(3, 2));
        yield return GenerationEvent.Finished.Instance;
    }

    private sealed class Played(Func<GenerationRequest, CancellationToken, IAsyncEnumerable<GenerationEvent>> script, GenerationRequest request) : Generation
    {
        public override IAsyncEnumerable<GenerationEvent> ReadAsync(CancellationToken cancellationToken) => script(request, cancellationToken);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
