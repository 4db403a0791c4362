using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>A task's choices as events. Anthropic makes one a call: the calls are made one after another, and all of them count or none. One owner, one reader.</summary>
/// <param name="begin">Makes the call of a choice.</param>
/// <param name="choices">Choices asked for, at least 1.</param>
/// <param name="attempt">Whose calls they are.</param>
internal sealed class AnthropicGeneration(Func<int, ValueTask<Outcome<AnthropicCall>>> begin, int choices, Attempt attempt) : Generation
{
    private readonly List<GenerationEvent> _events = [];
    private Usage? _usage;
    private bool _isUsageKnown = true;

    public override bool FillsTally => true;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var choice = 0; choice < choices; choice++)
        {
            if (!(await begin(choice).ConfigureAwait(false)).TryGet(out var call, out var failure))
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            using var open = call;
            while (!call.IsDone)
            {
                failure = await call.ReadAsync(_events).ConfigureAwait(false);
                foreach (var happened in _events)
                    yield return happened;
                _events.Clear();
                if (failure is null)
                    continue;
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            Add(call.Usage);
        }

        if (_isUsageKnown && _usage is { } usage)
            yield return Counted(new GenerationEvent.UsageReported(usage));
        yield return Counted(GenerationEvent.Finished.Instance);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // What no event of the backend said.
    private GenerationEvent Counted(GenerationEvent happened)
    {
        attempt.Tally.Add(happened);
        return happened;
    }

    // A prompt counts once, however many choices it has: that is what OpenAI's prompt_tokens mean.
    private void Add(Usage? usage)
    {
        _isUsageKnown &= usage is not null;
        _usage = _usage is null || usage is null
            ? usage ?? _usage
            : _usage with { CompletionTokens = _usage.CompletionTokens + usage.CompletionTokens, ReasoningTokens = _usage.ReasoningTokens + usage.ReasoningTokens };
    }
}
