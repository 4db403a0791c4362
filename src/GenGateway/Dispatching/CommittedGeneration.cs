using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>A backend's events, read ahead to the commit point and tallied as they pass. One owner, one reader.</summary>
internal sealed class CommittedGeneration(Generation generation, string backend, Tally tally, Abort abort) : Generation
{
    private readonly IAsyncEnumerator<GenerationEvent> _events = generation.ReadAsync(abort.Token).GetAsyncEnumerator(abort.Token);
    private readonly List<GenerationEvent> _ahead = [];

    /// <summary>Reads on to the commit point.</summary>
    /// <param name="whole">True: to the end of the answer. False: to the first content, or an end without any.</param>
    /// <param name="maxBytes">Where a whole answer is cut off as a failure.</param>
    /// <returns>Why this attempt failed, or null.</returns>
    public async ValueTask<Failure?> CommitAsync(bool whole, long maxBytes)
    {
        while (true)
        {
            var next = await NextAsync().ConfigureAwait(false);
            if (next is GenerationEvent.Failed failed)
                return failed.Failure;
            _ahead.Add(next);
            if (next is GenerationEvent.Finished || (!whole && next is GenerationEvent.TextDelta))
                return null;
            if (tally.Bytes > maxBytes)
                return new Failure(FailureKind.BackendError, $"The answer is longer than limits.answer_bytes ({maxBytes}). Stream it, or lower max_tokens.");
        }
    }

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var ahead in _ahead)
            yield return ahead;
        if (_ahead is [.., GenerationEvent.Finished])
            yield break;

        GenerationEvent next;
        do
        {
            next = await NextOrAbortedAsync().ConfigureAwait(false);
            yield return next;
        }
        while (next is not (GenerationEvent.Finished or GenerationEvent.Failed));
    }

    public override async ValueTask DisposeAsync()
    {
        await _events.DisposeAsync().ConfigureAwait(false);
        await generation.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>After the commit point a passed deadline is an event of the answer, for the surface to tell in its own words.</summary>
    private async ValueTask<GenerationEvent> NextOrAbortedAsync()
    {
        try
        {
            return await NextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (abort.Cause != AbortCause.None)
        {
            return new GenerationEvent.Failed(abort.ToFailure());
        }
    }

    private async ValueTask<GenerationEvent> NextAsync()
    {
        // A stream that just stops is a broken one, however cleanly it stopped.
        GenerationEvent next = await _events.MoveNextAsync().ConfigureAwait(false)
            ? _events.Current
            : new GenerationEvent.Failed(new Failure(FailureKind.BackendError, $"Backend '{backend}' ended its answer without an end."));
        tally.Add(next);
        return next;
    }
}
