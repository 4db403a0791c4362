using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>One try at one endpoint: its clock, its way of being stopped, and what it saw. Lives until the answer's last byte.</summary>
/// <remarks>Used by the attempt's own flow; only the sweeper looks in from outside.</remarks>
public sealed class Attempt : Watched, IDisposable
{
    private readonly Abort _abort;
    private readonly Entry _entry;
    private readonly Sweeper _sweeper;
    private readonly CancellationTokenSource _source = new();
    private TimeSpan _limit;
    private readonly long _began;
    private long _left;
    private int _expired;
    private int _ticket;
    private readonly bool _isRepeat;

    /// <param name="request">What is asked.</param>
    /// <param name="candidate">Who is asked.</param>
    /// <param name="entry">The journey's record.</param>
    /// <param name="abort">The journey's way of being stopped.</param>
    /// <param name="sweeper">Watches the clock.</param>
    /// <param name="ticket">From <see cref="Candidate.TryEnter"/>; 0: nobody keeps an account.</param>
    /// <param name="isRepeat">Whether the same request was tried here before.</param>
    /// <param name="continues">Whether it goes on with the answer of an earlier one.</param>
    public Attempt(GenerationRequest request, Candidate candidate, Entry entry, Abort abort, Sweeper sweeper, int ticket = 0, bool isRepeat = false, bool continues = false)
    {
        _isRepeat = isRepeat;
        Request = request;
        Candidate = candidate;
        _entry = entry;
        _abort = abort;
        _sweeper = sweeper;
        _limit = candidate.Deadlines.FirstToken;
        _left = Ticks(_limit);
        _ticket = ticket;
        _began = sweeper.Clock.GetTimestamp();
        entry.Began(candidate, continues);
        IsFirst = entry.Attempts == 1;
        sweeper.Add(this);
        abort.Begin(this);
    }

    /// <summary>What is asked.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Who is asked.</summary>
    public Candidate Candidate { get; }

    /// <summary>Whether nobody was asked before.</summary>
    public bool IsFirst { get; }

    /// <summary>What was seen of the answer.</summary>
    public Tally Tally => _entry.Tally;

    /// <summary>Fires when the journey or this attempt is stopped.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The call that it waits for with others; null: its own.</summary>
    public SharedBlame? Blame { private get; set; }

    /// <summary>The place at the backend that it has; null: none that could be given back.</summary>
    public Turn? Turn { private get; set; }

    /// <summary>The backend has no more to do for it: its place is somebody else's, however long the client reads.</summary>
    public ValueTask GiveTurnBackAsync() => Turn?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>The attempt waits for the backend from here on: only now its clock runs. Whole answers have no clock but the total.</summary>
    public void Waiting()
    {
        if (Request.HasTokenLimits)
            Due = _sweeper.Clock.GetTimestamp() + _left;
    }

    /// <summary>The backend sent something: the clock stands, since a slow client's time is not the backend's.</summary>
    /// <param name="content">Whether it was content; comments, pings and role chunks feed no deadline.</param>
    public void Received(bool content)
    {
        var due = Due;
        if (due != long.MaxValue)
        {
            Due = long.MaxValue;
            _left = due - _sweeper.Clock.GetTimestamp();
        }

        if (!content)
            return;
        _limit = Candidate.Deadlines.BetweenTokens;
        _left = Ticks(_limit);
    }

    /// <summary>The answer's end was seen and is about to be given to the client: the record is settled first.</summary>
    public void Complete() => _entry.Complete();

    /// <summary>The answer has begun: nobody else is asked any more.</summary>
    public void Commit()
    {
        if (_ticket != 0)
            _ticket = Candidate.Account!.Prove(_ticket);
    }

    /// <summary>The attempt is over; the endpoint's account hears of it. The first call counts.</summary>
    /// <param name="failure">What the road was told; null: nothing.</param>
    public void End(Failure? failure)
    {
        _entry.Ended(failure);
        if (_ticket == 0)
            return;
        var ticket = _ticket;
        _ticket = 0;
        var latency = Tally.FirstContent is { } first ? _sweeper.Clock.GetElapsedTime(_began, first) : (TimeSpan?)null;
        // One request counts once against an endpoint, however often it is repeated there: else a single bad one would take it out of service.
        var verdict = Verdict(failure);
        if (verdict == AttemptVerdict.Failed && (_isRepeat || Blame?.TryTake() is false))
            verdict = AttemptVerdict.None;
        Candidate.Account!.Leave(ticket, new AttemptOutcome(verdict, Candidate.Model, latency, failure));
    }

    /// <summary>Why <see cref="Token"/> fired.</summary>
    public Failure ToFailure()
    {
        if (_abort.Cause != AbortCause.None || Volatile.Read(ref _expired) == 0)
            return _abort.ToFailure();
        var name = Candidate.Backend.Name;
        return Tally.FirstContent is null
            ? new(FailureKind.Timeout, $"Backend '{name}' gave no first token within {_limit.TotalMilliseconds:0} ms (deadlines.first_token_ms). Try again, or raise the limit.") { Retry = RetryAdvice.OtherCandidate }
            : new(FailureKind.Timeout, $"Backend '{name}' gave nothing more for {_limit.TotalMilliseconds:0} ms (deadlines.between_tokens_ms).") { Retry = RetryAdvice.OtherCandidate };
    }

    public void Dispose()
    {
        End(null);
        _abort.End(this);
        _sweeper.Remove(this);
        _source.Dispose();
    }

    protected internal override void Expire()
    {
        if (Interlocked.Exchange(ref _expired, 1) == 0)
            Stop();
    }

    /// <summary>Fires <see cref="Token"/>.</summary>
    internal void Stop()
    {
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended meanwhile: nobody is left to be stopped.
        }
    }

    // What a client does, sends or limits is never held against an endpoint.
    private AttemptVerdict Verdict(Failure? failure)
    {
        if (Tally.Finished)
            return AttemptVerdict.Served;
        if (_abort.Cause == AbortCause.DeadlinePassed)
            return IsToBlameForTotal() ? AttemptVerdict.Failed : AttemptVerdict.None;
        if (_abort.Cause != AbortCause.None)
            return AttemptVerdict.None;
        if (Volatile.Read(ref _expired) == 1)
            return AttemptVerdict.Failed;
        return failure is { Kind: FailureKind.BackendError or FailureKind.Timeout, IsHarmless: false } ? AttemptVerdict.Failed : AttemptVerdict.None;
    }

    // Nothing came, the limit was not the client's own, and most of its time passed here and not in queues or at others.
    private bool IsToBlameForTotal() => Tally.FirstContent is null && _abort is { IsOwnLimit: false } && _sweeper.Clock.GetElapsedTime(_began) * 2 >= _abort.Total;

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _sweeper.Clock.TimestampFrequency);
}
