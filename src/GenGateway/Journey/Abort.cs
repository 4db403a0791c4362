using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>One request's way of being stopped: the first cause wins and is known before the token fires.</summary>
/// <remarks>Writers: the connection, the deadline timer, the stopping host. Readers: every await of the road.</remarks>
public sealed class Abort : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _clientLeft;
    private readonly CancellationTokenRegistration _stopping;
    private readonly ITimer _deadline;
    private readonly TimeSpan _total;
    private int _cause;

    /// <param name="limits">The whole request's limit, and the end of the drain time.</param>
    /// <param name="clock">Runs the deadline.</param>
    /// <param name="clientLeft">Fires when the client's connection closes.</param>
    public Abort(RoadLimits limits, TimeProvider clock, CancellationToken clientLeft)
    {
        _total = limits.Total;
        _deadline = clock.CreateTimer(static state => ((Abort)state!).Set(AbortCause.DeadlinePassed), this, _total, Timeout.InfiniteTimeSpan);
        _clientLeft = clientLeft.UnsafeRegister(static state => ((Abort)state!).Set(AbortCause.ClientLeft), this);
        _stopping = limits.Stopping.UnsafeRegister(static state => ((Abort)state!).Set(AbortCause.Stopping), this);
    }

    /// <summary>What stopped the journey so far.</summary>
    public AbortCause Cause => (AbortCause)Volatile.Read(ref _cause);

    /// <summary>Fires after <see cref="Cause"/> is set.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Stops the journey, unless something else did before.</summary>
    public void Set(AbortCause cause)
    {
        if (Interlocked.CompareExchange(ref _cause, (int)cause, (int)AbortCause.None) != (int)AbortCause.None)
            return;
        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The journey ended between the timer's tick and here: nobody is left to be stopped.
        }
    }

    /// <summary>The cause as a failure; call it only after the token fired.</summary>
    public Failure ToFailure() => Cause switch
    {
        AbortCause.ClientLeft => new(FailureKind.ClientLeft, "The client closed the connection."),
        AbortCause.DeadlinePassed => new(FailureKind.Timeout, $"The answer was not complete within the server's total limit of {_total.TotalMilliseconds:0} ms. Ask for fewer tokens (max_tokens)."),
        AbortCause.Stopping => new(FailureKind.Draining, "The server is stopping and its drain time is over. Send the request again."),
        AbortCause.None => new(FailureKind.Internal, "Something was cancelled that nobody stopped."),
    };

    /// <summary>Ends the timer and leaves the tokens. The journey calls it last.</summary>
    public void Dispose()
    {
        _clientLeft.Dispose();
        _stopping.Dispose();
        _deadline.Dispose();
        _source.Dispose();
    }
}
