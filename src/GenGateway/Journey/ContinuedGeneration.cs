using System.Runtime.CompilerServices;
using System.Text;
using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>A chat that goes on at another backend where one breaks off: one stream of events for whoever reads it. One owner, one reader.</summary>
/// <param name="first">The part that committed.</param>
/// <param name="task">What was asked.</param>
/// <param name="entry">The journey's record.</param>
/// <param name="goOn">Opens the next part: gets why the last one broke, the backend that did, and what is left to be asked; null: nobody can.</param>
internal sealed class ContinuedGeneration(Stretch first, ChatTask task, Entry entry, Func<Failure, Candidate, ChatTask, ValueTask<Stretch?>> goOn) : Generation
{
    private readonly StringBuilder _text = new();
    private Stretch _stretch = first;
    private bool _isPlain = true;
    private int _deltas;
    private int _seams;

    // The parts fill the tally.
    public override bool FillsTally => true;

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            Failure? broken = null;
            await foreach (var happened in _stretch.Events.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                if (happened is GenerationEvent.Failed failed)
                {
                    broken = failed.Failure;
                    break;
                }

                yield return Seen(happened);
                if (happened is GenerationEvent.Finished)
                    yield break;
            }

            broken ??= new Failure(FailureKind.BackendError, $"Backend '{_stretch.Attempt.Candidate.Backend.Name}' ended its answer without an end.");
            if (await TryGoOnAsync(broken).ConfigureAwait(false) is not { } final)
                continue;
            yield return new GenerationEvent.Failed(final);
            yield break;
        }
    }

    public override ValueTask DisposeAsync() => _stretch.EndAsync(null);

    /// <returns>Null: it goes on; else what the client is told.</returns>
    private async ValueTask<Failure?> TryGoOnAsync(Failure broken)
    {
        var attempt = _stretch.Attempt;
        var isOver = !_isPlain || _text.Length == 0 || entry.Tally.Ended > 0 || broken.Retry == RetryAdvice.Never;
        await _stretch.EndAsync(broken).ConfigureAwait(false);
        if (isOver)
            return broken;
        // Taken here: the next part brings its first content with it.
        var bytes = entry.Tally.Bytes;
        try
        {
            if (await goOn(broken, attempt.Candidate, Continuation.RestOf(task, _text, _deltas)).ConfigureAwait(false) is not { } next)
                return broken;
            entry.Continued(broken, new Seam(Continuation.Characters(_text), attempt.Candidate.Backend.Name, next.Attempt.Candidate.Backend.Name), bytes);
            _stretch = next;
            _seams++;
            return null;
        }
        catch (OperationCanceledException)
        {
            // The journey was stopped while somebody was looked for.
            return attempt.ToFailure() is { Kind: not FailureKind.Internal } stopped ? stopped : broken;
        }
    }

    private GenerationEvent Seen(GenerationEvent happened)
    {
        switch (happened)
        {
            case GenerationEvent.TextDelta delta:
                _deltas++;
                _isPlain &= _text.Length + delta.Text.Length <= Continuation.MostText;
                if (_isPlain)
                    _text.Append(delta.Text);
                break;
            case GenerationEvent.ReasoningDelta or GenerationEvent.ToolCallDelta:
                _isPlain = false;
                break;
            case GenerationEvent.UsageReported reported when _seams > 0:
                return new GenerationEvent.UsageReported(entry.AddEarlier(reported.Usage));
        }

        return happened;
    }
}
