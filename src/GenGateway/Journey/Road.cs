using System.Runtime.CompilerServices;
using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>
/// The road every request travels: admit → route → wait for a turn → dispatch → respond → record. Surfaces lie before it,
/// backends behind it; nothing on it knows their protocols.
/// </summary>
/// <remarks>
/// The road encloses: entry, permit, turn and answer are disposed inside <see cref="TravelAsync"/>, which returns after the last
/// byte and the record. Thread safe; one call a request.
/// </remarks>
public sealed class Road(
    ILedger ledger,
    IAdmission admission,
    IRouter router,
    IFailover failover,
    IScheduler scheduler,
    IDispatcher dispatcher,
    RoadLimits limits,
    Sweeper sweeper,
    TimeProvider clock)
{
    /// <summary>Takes one request from its first to its last byte. Does not throw: every end is an answer, a refusal or a record.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="sink">Where the answer goes.</param>
    /// <param name="clientLeft">Fires when nobody waits for the answer any more.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask TravelAsync(GenerationRequest request, IAnswerSink sink, CancellationToken clientLeft)
    {
        using var owned = request;
        using var abort = new Abort(limits, sweeper, clientLeft, request.Timeout);
        await using var entry = ledger.Open(request);
        Failure? failure;
        try
        {
            failure = await TravelOpenRoadAsync(request, sink, entry, abort).ConfigureAwait(false);
        }
        catch (Exception thrown)
        {
            failure = Translate(thrown, abort);
        }

        if (failure is null)
        {
            entry.ForgetPermit();
            return;
        }

        entry.Fail(failure);
        if (entry.Head is null)
            await RefuseAsync(sink, failure, entry.Asked).ConfigureAwait(false);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Failure?> TravelOpenRoadAsync(GenerationRequest request, IAnswerSink sink, Entry entry, Abort abort)
    {
        if (!(await admission.AdmitAsync(request, abort.Token).ConfigureAwait(false)).TryGet(out var permit, out var refusal))
            return refusal;
        await using var held = permit.ConfigureAwait(false);
        entry.Admitted(permit);

        if (!router.Resolve(request).TryGet(out var candidates, out refusal) && !failover.Instead(request, refusal).TryGet(out candidates, out refusal))
            return refusal;
        var candidate = candidates[0];
        if (permit.Enter(candidate) is { } limited)
            return limited;
        if (entry.Routed(candidate) is { } unrecorded)
            return unrecorded;
        failover.Began(candidate);

        var queued = TimeSpan.Zero;
        var asked = TimeSpan.Zero;
        IItinerary? itinerary = null;
        while (true)
        {
            var failed = permit.Ask(candidate);
            if (failed is null)
            {
                abort.Within(request.HasTokenLimits ? candidate.Deadlines.Total : candidate.Deadlines.WholeTotal);
                if ((await scheduler.WaitAsync(candidate, abort.Token).ConfigureAwait(false)).TryGet(out var turn, out failed))
                {
                    // The turn belongs to this attempt alone: it is given back before the next candidate is waited for.
                    await using var place = turn.ConfigureAwait(false);
                    queued += turn.Waited;
                    if (candidate.TryEnter(out var ticket))
                    {
                        var dispatched = clock.GetTimestamp();
                        using var attempt = new Attempt(request, candidate, entry, abort, sweeper, ticket, itinerary is { IsRepeat: true }) { Turn = turn };
                        var opened = await dispatcher.OpenAsync(attempt).ConfigureAwait(false);
                        asked += clock.GetElapsedTime(dispatched);
                        if (opened.TryGet(out var answer, out failed))
                        {
                            if (answer is Generation part && Continuation.IsFor(request, candidate, whole: false))
                                answer = Continued(new Stretch(part, attempt, turn), new Continuing(request, entry, abort, permit, itinerary ?? failover.Plan(request, candidates)));
                            await using var open = answer.ConfigureAwait(false);
                            request.GiveBodyBack();
                            var head = Head(request, candidate, answer, entry, queued, asked);
                            entry.Commit(head);
                            attempt.Commit();
                            var broken = await sink.WriteAsync(answer, head, abort.Token).ConfigureAwait(false);
                            attempt.End(broken);
                            return broken;
                        }

                        attempt.End(failed);
                    }
                    else
                    {
                        failed = OutOfService(candidate);
                    }
                }
            }

            itinerary ??= failover.Plan(request, candidates);
            if (await itinerary.NextAsync(candidate, failed, entry.Attempts, abort).ConfigureAwait(false) is not { } next)
                return itinerary.Verdict;
            candidate = next;
        }
    }

    private ContinuedGeneration Continued(Stretch first, Continuing journey)
    {
        journey.Request.Decode().TryGet(out var decoded, out _);
        return new(first, (ChatTask)decoded!.Task, journey.Entry, (broken, at, rest) => GoOnAsync(journey, broken, at, rest)) { Dropped = first.Events.Dropped };
    }

    /// <summary>Behind the commit point the same way once more, among those that take a begun answer.</summary>
    private async ValueTask<Stretch?> GoOnAsync(Continuing journey, Failure broken, Candidate at, ChatTask rest)
    {
        var (request, entry, abort, permit, itinerary) = journey;
        var failed = broken;
        while (await itinerary.NextAsync(at, failed, entry.Attempts, abort, continues: true).ConfigureAwait(false) is { } candidate)
        {
            at = candidate;
            failed = permit.Ask(candidate);
            if (failed is not null || !(await scheduler.WaitAsync(candidate, abort.Token).ConfigureAwait(false)).TryGet(out var turn, out failed))
                continue;
            Attempt? attempt = null;
            Stretch? stretch = null;
            try
            {
                if (!candidate.TryEnter(out var ticket))
                {
                    failed = OutOfService(candidate);
                    continue;
                }

                attempt = new Attempt(request, candidate, entry, abort, sweeper, ticket, itinerary.IsRepeat, continues: true);
                if ((await dispatcher.ContinueAsync(attempt, rest).ConfigureAwait(false)).TryGet(out var events, out failed))
                {
                    stretch = new Stretch(events, attempt, turn);
                    attempt.Commit();
                    failover.Continued();
                    return stretch;
                }

                attempt.End(failed);
            }
            finally
            {
                if (stretch is null)
                {
                    attempt?.Dispose();
                    await turn.DisposeAsync().ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    private static Failure OutOfService(Candidate candidate)
    {
        var obstacle = candidate.Obstacle;
        return new(FailureKind.NoHealthyBackends, $"The model '{candidate.ShownModel}' is out of service: {obstacle?.Reason ?? "its endpoint is on trial"}.") { RetryAfter = obstacle?.Left ?? TimeSpan.FromSeconds(1) };
    }

    private AnswerHead Head(GenerationRequest request, Candidate candidate, Answer answer, Entry entry, TimeSpan queued, TimeSpan asked)
    {
        // What failed attempts took was the backends' time too, and what came before the road may have been the client's.
        var overhead = clock.GetElapsedTime(request.Arrived) - request.Waited - queued - asked;
        return new(candidate.Backend.Name, candidate.ShownModel, entry.Attempts, queued, overhead > TimeSpan.Zero ? overhead : TimeSpan.Zero, answer.Dropped);
    }

    private static Failure Translate(Exception thrown, Abort abort) => thrown is OperationCanceledException && abort.Cause != AbortCause.None
        ? abort.ToFailure()
        : Failure.Defect(thrown);

    private sealed record Continuing(GenerationRequest Request, Entry Entry, Abort Abort, Permit Permit, IItinerary Itinerary);

    private static async ValueTask RefuseAsync(IAnswerSink sink, Failure failure, AskedBackend? asked)
    {
        try
        {
            await sink.RefuseAsync(failure, asked).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The connection is gone; the record has the failure that mattered.
        }
    }
}
