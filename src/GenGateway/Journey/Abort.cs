using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>One journey's way of being stopped: the first cause wins and is known before the token fires.</summary>
/// <remarks>Writers: the connection, the sweeper, the stopping host. Readers: every await of the road.</remarks>
public sealed class Abort : Watched, IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _clientLeft;
    private readonly CancellationToken _stopping;
    private readonly Sweeper _sweeper;
    private Attempt? _attempt;
    private readonly long _began;
    private TimeSpan _total;
    private int _cause;

    /// <param name="limits">The limit while no candidate is known, and the end of the drain time.</param>
    /// <param name="sweeper">Watches the deadline.</param>
    /// <param name="clientLeft">Fires when the client's connection closes.</param>
    /// <param name="ownLimit">The client's own limit, which may only shorten; null: none.</param>
    public Abort(RoadLimits limits, Sweeper sweeper, CancellationToken clientLeft, TimeSpan? ownLimit = null)
    {
        _sweeper = sweeper;
        _began = sweeper.Clock.GetTimestamp();
        OwnLimit = ownLimit;
        Within(limits.Total);
        sweeper.Add(this);
        _clientLeft = clientLeft.UnsafeRegister(static state => ((Abort)state!).Set(AbortCause.ClientLeft), this);
        // The sweeper looks: to register every journey with the one token of the process would cost each of them more than a tenth of a second's delay is worth.
        _stopping = limits.Stopping;
    }

    /// <summary>What stopped the journey so far.</summary>
    public AbortCause Cause => (AbortCause)Volatile.Read(ref _cause);

    /// <summary>Fires after <see cref="Cause"/> is set.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The client's own limit, or null.</summary>
    public TimeSpan? OwnLimit { get; }

    /// <summary>The limit that holds.</summary>
    public TimeSpan Total => _total;

    /// <summary>What is left of that limit; not above zero: nothing.</summary>
    public TimeSpan Left => _total - _sweeper.Clock.GetElapsedTime(_began);

    /// <summary>Whether the limit that holds is the client's own.</summary>
    public bool IsOwnLimit => _total == OwnLimit;

    /// <summary>Sets the total limit, counted from the journey's beginning; the client's own one still holds.</summary>
    public void Within(TimeSpan total)
    {
        _total = OwnLimit < total ? OwnLimit.Value : total;
        Due = _began + (long)(_total.TotalSeconds * _sweeper.Clock.TimestampFrequency);
    }

    /// <summary>Stops the journey, unless something else did before.</summary>
    public void Set(AbortCause cause)
    {
        if (Interlocked.CompareExchange(ref _cause, (int)cause, (int)AbortCause.None) != (int)AbortCause.None)
            return;
        try
        {
            _source.Cancel();
            Volatile.Read(ref _attempt)?.Stop();
        }
        catch (ObjectDisposedException)
        {
            // The journey ended between the sweep and here: nobody is left to be stopped.
        }
    }

    /// <summary>The cause as a failure; call it only after the token fired.</summary>
    public Failure ToFailure() => Cause switch
    {
        AbortCause.ClientLeft => new(FailureKind.ClientLeft, "The client closed the connection."),
        AbortCause.DeadlinePassed when IsOwnLimit => new(FailureKind.Timeout, $"The answer was not complete within the request's own limit, x-gengateway-timeout-ms of {_total.TotalMilliseconds:0}. Raise it, or ask for less: fewer tokens, a smaller picture."),
        AbortCause.DeadlinePassed => new(FailureKind.Timeout, $"The answer was not complete within the total limit of {_total.TotalMilliseconds:0} ms (deadlines.total_ms). Ask for less (fewer tokens, a smaller picture), or raise the limit."),
        AbortCause.Stopping => new(FailureKind.Draining, "The server is stopping and its drain time is over. Send the request again."),
        AbortCause.None => new(FailureKind.Internal, "Something was cancelled that nobody stopped."),
    };

    /// <summary>Leaves the sweeper and the tokens. The journey calls it last.</summary>
    public void Dispose()
    {
        _sweeper.Remove(this);
        _clientLeft.Dispose();
        _source.Dispose();
    }

    /// <summary>An attempt begins: what stops the journey stops it.</summary>
    internal void Begin(Attempt attempt)
    {
        // Whoever sets a cause looks for the attempt afterwards; here it is the other way round, so that one of both sees the other.
        Interlocked.Exchange(ref _attempt, attempt);
        if (Cause != AbortCause.None)
            attempt.Stop();
    }

    /// <summary>The attempt ended.</summary>
    internal void End(Attempt attempt) => Interlocked.CompareExchange(ref _attempt, null, attempt);

    protected internal override bool IsOverdue(long now) => base.IsOverdue(now) || _stopping.IsCancellationRequested;

    protected internal override void Expire() => Set(_stopping.IsCancellationRequested ? AbortCause.Stopping : AbortCause.DeadlinePassed);
}
