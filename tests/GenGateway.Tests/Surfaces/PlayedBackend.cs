using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Surfaces;

/// <summary>A backend that plays given events; a gate in the script holds the answer until the test opens it.</summary>
internal sealed class PlayedBackend(string name, params ModelEntry[] models) : IBackend
{
    public string Name => name;

    public string Origin { get; init; } = "built-in";

    public IReadOnlyList<ModelEntry> Models => models;

    public string? Unhealthy { get; set; }

    public int Capacity => 8;

    /// <summary>What an answer does; the default echoes a greeting.</summary>
    public Func<GenerationRequest, CancellationToken, IAsyncEnumerable<GenerationEvent>> Script { get; set; } = Greet;

    public GenerationRequest? Last { get; private set; }

    public ValueTask<Outcome<Generation>> OpenAsync(GenerationRequest request, string model, CancellationToken cancellationToken)
    {
        Last = request;
        return ValueTask.FromResult<Outcome<Generation>>(new Played(Script, request));
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
