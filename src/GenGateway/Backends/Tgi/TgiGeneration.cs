using System.Runtime.CompilerServices;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>A completion's choices as events. The server makes one a call: the calls are made one after another, and all of them count or none. One owner, one reader.</summary>
internal sealed class TgiGeneration(TgiCalls calls, CompletionTask task, Attempt attempt) : Generation
{
    private readonly List<GenerationEvent> _events = [];
    private int _promptTokens;
    private int _completionTokens;
    private bool _isUsageKnown = true;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var choice = 0; choice < task.Prompts.Count * task.N; choice++)
        {
            // max_tokens 0 is what echo alone asks for: the prompt comes back and nothing is computed.
            if (task.Parameters.MaxTokens == 0)
            {
                _isUsageKnown = false;
                yield return new GenerationEvent.TextDelta(choice, Prompt(choice));
                yield return new GenerationEvent.ChoiceEnded(choice, FinishReason.Length);
                continue;
            }

            if (!(await calls.BeginAsync(task, choice, attempt).ConfigureAwait(false)).TryGet(out var call, out var failure))
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            using var open = call;
            var isEchoed = !task.Echo;
            while (!call.Reader.IsDone)
            {
                failure = await call.ReadAsync(_events).ConfigureAwait(false);
                // Not before the backend answered: what was echoed cannot be taken back, and another one may still be asked.
                if (!isEchoed && _events.Count > 0)
                {
                    isEchoed = true;
                    yield return new GenerationEvent.TextDelta(choice, Prompt(choice));
                }

                foreach (var happened in _events)
                    yield return happened;
                _events.Clear();
                if (failure is null)
                    continue;
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            AddUsage(call.Reader, isNewPrompt: choice % task.N == 0);
        }

        if (_isUsageKnown)
            yield return new GenerationEvent.UsageReported(new Usage(_promptTokens, _completionTokens));
        yield return GenerationEvent.Finished.Instance;
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Prompt(int choice) => task.Prompts[choice / task.N].Text!;

    // A prompt counts once, however many choices it has: that is what OpenAI's prompt_tokens mean.
    private void AddUsage(TgiReader reader, bool isNewPrompt)
    {
        if (reader is not { PromptTokens: { } prompt, CompletionTokens: { } completion })
        {
            _isUsageKnown = false;
            return;
        }

        if (isNewPrompt)
            _promptTokens += prompt;
        _completionTokens += completion;
    }
}
