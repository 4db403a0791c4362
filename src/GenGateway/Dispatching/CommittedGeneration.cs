using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>A backend's events, read ahead to the commit point and tallied as they pass. One owner, one reader.</summary>
internal sealed class CommittedGeneration(Generation generation, Attempt attempt, MemoryBudget memory) : Generation
{
    private readonly IAsyncEnumerator<GenerationEvent> _events = generation.ReadAsync(attempt.Token).GetAsyncEnumerator(attempt.Token);
    private readonly List<GenerationEvent> _ahead = [];
    private readonly MemoryHold _hold = memory.Hold();

    // Behind it nothing is worked on; -1: it asks for none.
    private readonly int _lastPicture = attempt.Request.Images is not null && attempt.Request.Decode().TryGet(out var decoded, out _) && decoded.Task is ImageTask task ? task.Count - 1 : -1;

    /// <summary>Reads on to the commit point: the end of a whole answer; the first content of a stream, or an end without any.</summary>
    /// <param name="maxBytes">Where a whole answer is cut off as a failure.</param>
    /// <returns>Why this attempt failed, or null.</returns>
    public async ValueTask<Failure?> CommitAsync(long maxBytes)
    {
        while (true)
        {
            var next = await NextAsync().ConfigureAwait(false);
            if (next is GenerationEvent.Failed failed)
                return failed.Failure;
            // How far it was is old by then; whoever wants to know has heard of it (GenerationRequest.Watch).
            if (next is not GenerationEvent.Progressed)
                _ahead.Add(next);
            if (next is GenerationEvent.Finished)
            {
                await attempt.GiveTurnBackAsync().ConfigureAwait(false);
                return null;
            }

            if (attempt.Request.Stream && attempt.Tally.Deltas > 0 && !IsLastPicture(next))
                return null;
            // As UTF-16, and once more in the body that is made of it.
            if (!_hold.TryGrowTo(attempt.Tally.Bytes * 4))
                return memory.Full();
            if (attempt.Tally.Bytes > maxBytes)
                return new Failure(FailureKind.BackendError, $"The answer is longer than limits.answer_bytes ({maxBytes}). Stream it, or lower max_tokens.");
        }
    }

    public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var ahead in _ahead)
            yield return Given(ahead);
        if (_ahead is [.., GenerationEvent.Finished])
            yield break;

        GenerationEvent next;
        do
        {
            next = await NextOrAbortedAsync().ConfigureAwait(false);
            if (IsLastPicture(next))
            {
                // Its end is read before it is given away: a client that is slow to take a picture holds up nobody else's.
                var rest = await RestAsync().ConfigureAwait(false);
                yield return next;
                foreach (var more in rest)
                    yield return Given(more);
                yield break;
            }

            yield return Given(next);
        }
        while (next is not (GenerationEvent.Finished or GenerationEvent.Failed));
    }

    public override async ValueTask DisposeAsync()
    {
        _hold.Dispose();
        await _events.DisposeAsync().ConfigureAwait(false);
        await generation.DisposeAsync().ConfigureAwait(false);
    }

    private bool IsLastPicture(GenerationEvent next) => next is GenerationEvent.ImageMade made && made.Index == _lastPicture;

    private async ValueTask<IReadOnlyList<GenerationEvent>> RestAsync()
    {
        var rest = new List<GenerationEvent>();
        do
            rest.Add(await NextOrAbortedAsync().ConfigureAwait(false));
        while (rest[^1] is not (GenerationEvent.Finished or GenerationEvent.Failed));
        await attempt.GiveTurnBackAsync().ConfigureAwait(false);
        return rest;
    }

    // The record is settled before the sink can write the success terminator.
    private GenerationEvent Given(GenerationEvent next)
    {
        if (next is GenerationEvent.Finished)
            attempt.Complete();
        return next;
    }

    /// <summary>After the commit point a passed deadline is an event of the answer, for the surface to tell in its own words.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GenerationEvent> NextOrAbortedAsync()
    {
        try
        {
            return await NextAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (attempt.Token.IsCancellationRequested)
        {
            return new GenerationEvent.Failed(attempt.ToFailure());
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<GenerationEvent> NextAsync()
    {
        attempt.Waiting();
        var seen = attempt.Tally.Deltas;
        // A stream that just stops is a broken one, however cleanly it stopped.
        GenerationEvent next = await _events.MoveNextAsync().ConfigureAwait(false)
            ? _events.Current
            : new GenerationEvent.Failed(new Failure(FailureKind.BackendError, $"Backend '{attempt.Candidate.Backend.Name}' ended its answer without an end."));
        if (!generation.FillsTally)
            attempt.Tally.Add(next);
        attempt.Request.Watch?.Invoke(next);
        attempt.Received(content: attempt.Tally.Deltas > seen || next is not GenerationEvent.UsageReported);
        return next;
    }
}
