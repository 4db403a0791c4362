using System.Runtime.CompilerServices;
using GenGateway.Engine.Text;
using GenGateway.Engine.Text.Scheduler;
using GenGateway.Errors;
using GenGateway.Journey;
using FinishReason = GenGateway.Journey.FinishReason;

namespace GenGateway.Backends.Onnx;

/// <summary>One task on the embedded engine, as events. Its choices are generated one after another, in the order of the prompts.</summary>
/// <param name="use">Keeps the model loaded; given back when this is disposed.</param>
/// <param name="prompts">One a choice.</param>
/// <param name="task">What was asked.</param>
internal sealed class OnnxGeneration(ModelUse use, IReadOnlyList<EncodedPrompt> prompts, TextTask task) : Generation
{
    private readonly CancellationTokenSource _left = new();

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _left.Token);
        var completionTokens = 0;
        for (var choice = 0; choice < prompts.Count; choice++)
        {
            var prompt = prompts[choice];
            if (prompt.Echo.Length > 0)
                yield return new GenerationEvent.TextDelta(choice, prompt.Echo);

            // max_tokens 0 is what echo alone asks for: the prompt comes back and nothing is computed.
            if (task.Parameters.MaxTokens == 0)
            {
                yield return new GenerationEvent.ChoiceEnded(choice, FinishReason.Length);
                continue;
            }

            if (!Start(prompt, choice, either.Token).TryGet(out var text, out var failure))
            {
                yield return new GenerationEvent.Failed(failure);
                yield break;
            }

            // A reader that leaves between two events disposes this iterator and with it the linked source, before anything was cancelled:
            // from then on only the sequence itself can be told.
            using var sequence = text;
            await foreach (var piece in text.Pieces.ReadAllAsync(either.Token).ConfigureAwait(false))
            {
                if (piece.Text.Length > 0)
                    yield return new GenerationEvent.TextDelta(choice, piece.Text);
            }

            var outcome = await text.Completion.ConfigureAwait(false);
            either.Token.ThrowIfCancellationRequested();
            completionTokens += outcome.CompletionTokens;
            if (Ended(outcome) is not { } reason)
            {
                yield return new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "The embedded engine could not compute this answer; the log has the reason.")
                {
                    Cause = new InvalidOperationException(outcome.Error),
                });
                yield break;
            }

            if (outcome.StoppedBy is { } stop)
                yield return new GenerationEvent.StoppedBy(choice, stop);
            yield return new GenerationEvent.ChoiceEnded(choice, reason);
        }

        yield return new GenerationEvent.UsageReported(new Usage(prompts.Sum(prompt => prompt.Ids.Length), completionTokens));
        yield return GenerationEvent.Finished.Instance;
    }

    /// <summary>A sequence still running leaves the engine before its next step.</summary>
    public override ValueTask DisposeAsync()
    {
        _left.Cancel();
        _left.Dispose();
        use.Dispose();
        return ValueTask.CompletedTask;
    }

    private Outcome<TextGeneration> Start(EncodedPrompt prompt, int choice, CancellationToken cancellationToken)
    {
        var model = use.Loaded.Model;
        try
        {
            return model.Generate(prompt.Ids, SamplingMap.ToOptions(task.Parameters, model.Defaults, choice), cancellationToken);
        }
        catch (EngineBusyException busy)
        {
            return new Failure(FailureKind.QueueFull, "The embedded engine has no room for another sequence. Try again later.") { Cause = busy, RetryAfter = TimeSpan.FromSeconds(1) };
        }
        catch (ArgumentException refused)
        {
            return new Failure(FailureKind.InvalidValue, refused.Message);
        }
        catch (ObjectDisposedException)
        {
            return new Failure(FailureKind.Draining, "The server is stopping and its models are unloaded. Send the request again.");
        }
    }

    private static FinishReason? Ended(TextOutcome outcome) => outcome.Reason switch
    {
        Engine.Text.FinishReason.Stop => FinishReason.Stop,
        Engine.Text.FinishReason.Length => FinishReason.Length,
        Engine.Text.FinishReason.Cancelled or Engine.Text.FinishReason.Failed => null,
    };
}
