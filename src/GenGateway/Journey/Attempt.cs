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
    private long _left;
    private int _expired;

    public Attempt(GenerationRequest request, Candidate candidate, Entry entry, Abort abort, Sweeper sweeper)
    {
        Request = request;
        Candidate = candidate;
        _entry = entry;
        _abort = abort;
        _sweeper = sweeper;
        _limit = candidate.Deadlines.FirstToken;
        _left = Ticks(_limit);
        entry.Began(candidate);
        sweeper.Add(this);
        abort.Begin(this);
    }

    /// <summary>What is asked.</summary>
    public GenerationRequest Request { get; }

    /// <summary>Who is asked.</summary>
    public Candidate Candidate { get; }

    /// <summary>What was seen of the answer.</summary>
    public Tally Tally => _entry.Tally;

    /// <summary>Fires when the journey or this attempt is stopped.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The attempt waits for the backend from here on: only now its clock runs. Whole answers have no clock but the total.</summary>
    public void Waiting()
    {
        if (Request.Stream)
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

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * _sweeper.Clock.TimestampFrequency);
}
