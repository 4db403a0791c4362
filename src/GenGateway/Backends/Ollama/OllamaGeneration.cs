using System.Runtime.CompilerServices;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>A task's choices as events. Ollama makes one a call: the calls are made one after another, and all of them count or none. One owner, one reader.</summary>
internal sealed class OllamaGeneration(OllamaCalls calls, TextTask task, Attempt attempt) : Generation
{
    private readonly List<GenerationEvent> _events = [];
    private long _bytes;
    private int _promptTokens;
    private int _completionTokens;
    private bool _isUsageKnown = true;

    public override bool FillsTally => true;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var count = task.N * (task is CompletionTask several ? several.Prompts.Count : 1);
        for (var choice = 0; choice < count; choice++)
        {
            // max_tokens 0 is what echo alone asks for: the prompt comes back and nothing is computed.
            if (task.Parameters.MaxTokens == 0)
            {
                _isUsageKnown = false;
                yield return Counted(new GenerationEvent.TextDelta(choice, Echo(choice)));
                yield return Counted(new GenerationEvent.ChoiceEnded(choice, FinishReason.Length));
                continue;
            }

            if (!(await calls.BeginAsync(task, choice, attempt, _bytes).ConfigureAwait(false)).TryGet(out var call, out var failure))
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            using var open = call;
            var isEchoed = false;
            while (!call.Reader.IsDone)
            {
                failure = await call.ReadAsync(_events).ConfigureAwait(false);
                // Not before the backend answered: what was echoed cannot be taken back, and another one may still be asked.
                if (!isEchoed && _events.Count > 0)
                {
                    isEchoed = true;
                    if (Echo(choice) is { Length: > 0 } prompt)
                        yield return Counted(new GenerationEvent.TextDelta(choice, prompt));
                }

                foreach (var happened in _events)
                    yield return happened;
                _events.Clear();
                if (failure is null)
                    continue;
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            _bytes += call.Bytes;
            AddUsage(call.Reader, isNewPrompt: choice % task.N == 0);
        }

        if (_isUsageKnown)
            yield return Counted(new GenerationEvent.UsageReported(new Usage(_promptTokens, _completionTokens)));
        yield return Counted(GenerationEvent.Finished.Instance);
    }

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private string Echo(int choice) => task is CompletionTask { Echo: true } completion ? completion.Prompts[choice / task.N].Text ?? "" : "";

    // What no line said.
    private GenerationEvent Counted(GenerationEvent happened)
    {
        attempt.Tally.Add(happened);
        return happened;
    }

    // A prompt counts once, however many choices it has: that is what OpenAI's prompt_tokens mean.
    private void AddUsage(LineReader reader, bool isNewPrompt)
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
