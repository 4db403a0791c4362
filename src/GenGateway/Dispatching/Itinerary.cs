using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Dispatching;

/// <summary>
/// One request's way after its first failure: the endpoints of its pool that were not asked, then those that may be asked again, then the fallbacks, and last
/// one that asked for a short time of rest. Used by the request's own flow.
/// </summary>
internal sealed class Itinerary(Failover failover, GenerationRequest request, IReadOnlyList<Candidate> candidates) : IItinerary
{
    /// <summary>A backend that wants to be left alone for longer is not waited for: the client is told when to come back.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(10);

    private readonly Verdict _verdict = new();
    private readonly List<Stop> _stops = [];
    private readonly RetryBudget _budget = failover.BudgetOf(candidates[0]);
    private IReadOnlyList<Candidate> _pool = candidates;
    private FallbackChain? _chain;
    private HashSet<string>? _longer;
    private int _place = 1;
    private int _attempts;
    private int _paid;
    private bool _isFree;
    private bool _continues;

    public Failure Verdict => _verdict.Failure;

    public bool IsRepeat { get; private set; }

    public async ValueTask<Candidate?> NextAsync(Candidate failed, Failure failure, int attempts, Abort abort, bool continues = false)
    {
        _continues = continues;
        var wasAsked = attempts > _attempts;
        _attempts = attempts;
        _verdict.Hear(failure, wasAsked);
        var stop = StopOf(failed);
        stop.Hear(failure, wasAsked);
        if (abort.Cause != AbortCause.None)
        {
            _verdict.Hear(abort.ToFailure(), wasAsked);
            return null;
        }

        if (attempts >= failover.Settings.MaxAttempts)
            return null;
        if (failure.Kind == FailureKind.ContextLengthExceeded)
            return await ToAsync(Longer(failed), TimeSpan.Zero, failure, abort).ConfigureAwait(false);
        if (failure.Retry == RetryAdvice.Never)
            return null;

        var (next, wait) = Choose();
        return await ToAsync(next, wait, failure, abort).ConfigureAwait(false);
    }

    private (Candidate? Next, TimeSpan Wait) Choose()
    {
        _chain ??= new FallbackChain(failover.Router, request);
        var left = failover.Settings.MaxAttempts - _attempts;
        while (true)
        {
            // The last attempt belongs to the fallbacks, and where endpoints would only be asked again, each of the fallbacks has one.
            if (left > Math.Min(1, _chain.Left) && Untried() is { } fresh)
                return (fresh, TimeSpan.Zero);
            if (left > _chain.Left && Repeatable(static stop => stop.Candidate.Accepts) is { } again)
                return (again.Candidate, Backoff(again.Times));
            if (_chain.Left == 0)
                break;
            if (_chain.Next() is { } fallback && In(fallback) is { } taken)
                return (taken, TimeSpan.Zero);
        }

        // All that could serve was asked; who only wants a moment gets it.
        return Repeatable(static stop => stop.Rest is { } rest && rest <= LongestRest) is { } resting
            ? (resting.Candidate, resting.Rest!.Value)
            : (null, TimeSpan.Zero);
    }

    /// <summary>Pays for the attempt and waits for its time.</summary>
    private async ValueTask<Candidate?> ToAsync(Candidate? next, TimeSpan wait, Failure failure, Abort abort)
    {
        if (next is null || wait >= abort.Left)
            return null;
        // Where nobody was asked since the last one was paid for, that one is still to be made.
        if (_attempts > _paid)
        {
            if (!_isFree && !_budget.TryTake(failover.Settings))
            {
                failover.Meter.Exhausted.Add(1);
                return null;
            }

            _paid = _attempts;
            failover.Meter.Retried(failure.Kind);
        }

        _isFree = false;
        IsRepeat = _stops.Exists(stop => stop.Is(next) && stop.Times > 0);
        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, failover.Clock, abort.Token).ConfigureAwait(false);
        return next;
    }

    /// <summary>The first of the pool that was never reached and would take it.</summary>
    private Candidate? Untried()
    {
        while (_place < _pool.Count)
        {
            var candidate = _pool[_place++];
            if (Suits(candidate) && candidate.Accepts && !_stops.Exists(stop => stop.Is(candidate)) && !IsShut(candidate.Backend))
                return candidate;
        }

        return null;
    }

    /// <summary>Goes on to the pool of a fallback, where there is somebody new in it.</summary>
    private Candidate? In(IReadOnlyList<Candidate> pool)
    {
        var before = (_pool, _place);
        (_pool, _place) = (pool, 0);
        if (Untried() is { } candidate)
        {
            failover.Meter.Fallbacks.Add(1);
            return candidate;
        }

        (_pool, _place) = before;
        return null;
    }

    /// <summary>Who was asked least often of those that may be asked again.</summary>
    private Stop? Repeatable(Predicate<Stop> condition)
    {
        Stop? found = null;
        foreach (var stop in _stops)
        {
            if (stop.MayRepeat && Suits(stop.Candidate) && !IsShut(stop.Candidate.Backend) && AttemptsAt(stop.Candidate.Backend) <= stop.Candidate.RetryCount && condition(stop) && !(stop.Times >= found?.Times))
                found = stop;
        }

        return found;
    }

    /// <summary>The model with the longer context takes over. That is no repeat of what failed, and costs no budget.</summary>
    private Candidate? Longer(Candidate failed)
    {
        // A client's choice of a backend holds, and circles end.
        if (request.Backend is not null || failover.Router.LongerContextOf(failed) is not { } model || !(_longer ??= [failed.CatalogueName]).Add(model))
            return null;
        if (!failover.Router.ResolveFallback(request, model).TryGet(out var longer, out _))
            return null;
        if (In(longer) is not { } taken)
            return null;
        _isFree = true;
        _verdict.Forget();
        return taken;
    }

    private bool Suits(Candidate candidate) => !_continues || candidate.Endpoint.ContinuesTurns;

    private bool IsShut(IBackend backend) => _stops.Exists(stop => stop.ShutsBackend && stop.Candidate.Backend == backend);

    private int AttemptsAt(IBackend backend)
    {
        var times = 0;
        foreach (var stop in _stops)
        {
            if (stop.Candidate.Backend == backend)
                times += stop.Times;
        }

        return times;
    }

    private Stop StopOf(Candidate candidate)
    {
        if (_stops.Find(stop => stop.Is(candidate)) is { } known)
            return known;
        var added = new Stop(candidate);
        _stops.Add(added);
        return added;
    }

    // Full jitter: those that failed together must not come back together.
    private TimeSpan Backoff(int times)
    {
        var longest = failover.Settings.Backoff * Math.Pow(2, Math.Min(times - 1, 20));
        return (longest < LongestBackoff ? longest : LongestBackoff) * failover.Jitter();
    }
}
