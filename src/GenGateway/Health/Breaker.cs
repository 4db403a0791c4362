using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Health;

/// <summary>Leaves an endpoint alone that fails: closed → open → half-open → closed. Thread safe; passing a closed one takes no lock.</summary>
/// <remarks>
/// Every attempt holds the number of the state it entered in. What an attempt of an earlier state comes to says nothing about the present one and is ignored,
/// so that the late failures of an endpoint that has recovered do not take it out again.
/// </remarks>
/// <param name="config">When it opens and closes; until <see cref="Use"/> says otherwise.</param>
/// <param name="clock">Measures the open time.</param>
/// <param name="jitter">A number from 0 up to 1 for each opening: what went down together must not be tried together.</param>
/// <param name="moved">Hears of every change of state, in order, and must not wait.</param>
internal sealed class Breaker(BreakerConfig config, TimeProvider clock, Func<double> jitter, Action<BreakerState> moved)
{
    /// <summary>The part of the open time that chance adds at most.</summary>
    public const double MostJitter = 0.2;

    // Given out for what has passed its trial already: only its failure counts any more.
    private const int Proven = int.MaxValue;

    private readonly Lock _lock = new();
    private BreakerConfig _config = config;
    private volatile int _state = (int)BreakerState.Closed;
    private volatile int _number = 1;
    private int _count;
    private long _until;
    private bool _isTried;

    /// <summary>Where it stands. An open one whose time is over is half-open from the moment that somebody enters.</summary>
    public BreakerState State => (BreakerState)_state;

    /// <summary>Whether an attempt could enter now.</summary>
    public bool Admits => _state == (int)BreakerState.Closed || AdmitsTrial();

    /// <summary>Whether it stands open and its time is not over.</summary>
    public bool IsShut => _state == (int)BreakerState.Open && Left > TimeSpan.Zero;

    /// <summary>What is left of the open time; zero where it is over or the breaker does not stand open.</summary>
    public TimeSpan Left
    {
        get
        {
            lock (_lock)
                return LeftNow();
        }
    }

    /// <summary>Failures in a row that open it.</summary>
    public int Failures => Volatile.Read(ref _config).Failures;

    /// <summary>From now on, this holds; an open time that runs stays as it is.</summary>
    public void Use(BreakerConfig changed) => Volatile.Write(ref _config, changed);

    /// <summary>An attempt asks for leave.</summary>
    /// <returns>The number to be given back with what came of it; 0: it must not begin.</returns>
    public int Enter()
    {
        if (_state == (int)BreakerState.Closed)
            return _number;
        lock (_lock)
        {
            if (_state == (int)BreakerState.Closed)
                return _number;
            if (_state == (int)BreakerState.Open)
            {
                if (LeftNow() > TimeSpan.Zero)
                    return 0;
                Move(BreakerState.HalfOpen);
            }
            else if (_isTried)
            {
                return 0;
            }

            _isTried = true;
            return _number;
        }
    }

    /// <summary>An attempt's answer has begun: if it was the trial, it has succeeded.</summary>
    /// <returns>The number that <see cref="Leave"/> takes from here on.</returns>
    public int Prove(int number)
    {
        if (_state == (int)BreakerState.Closed)
            return number;
        lock (_lock)
        {
            if (_state != (int)BreakerState.HalfOpen || number != _number)
                return number;
            _isTried = false;
            Count();
            return Proven;
        }
    }

    /// <summary>An attempt ended.</summary>
    public void Leave(int number, AttemptVerdict verdict)
    {
        // The usual end, and nothing to forget by it.
        if (_state == (int)BreakerState.Closed && (verdict == AttemptVerdict.None || (verdict == AttemptVerdict.Served && Volatile.Read(ref _count) == 0)))
            return;
        lock (_lock)
        {
            var isNow = number == _number;
            if (!isNow && (number != Proven || verdict != AttemptVerdict.Failed))
                return;
            switch (State)
            {
                case BreakerState.Closed when verdict == AttemptVerdict.Served:
                    _count = 0;
                    break;
                case BreakerState.Closed when verdict == AttemptVerdict.Failed:
                    if (++_count >= _config.Failures)
                        Open();
                    break;
                case BreakerState.HalfOpen:
                    if (isNow)
                        _isTried = false;
                    if (verdict == AttemptVerdict.Failed)
                        Open();
                    else if (verdict == AttemptVerdict.Served)
                        Count();
                    break;
            }
        }
    }

    private bool AdmitsTrial()
    {
        lock (_lock)
        {
            return State switch
            {
                BreakerState.Closed => true,
                BreakerState.HalfOpen => !_isTried,
                BreakerState.Open => LeftNow() == TimeSpan.Zero,
            };
        }
    }

    private TimeSpan LeftNow()
    {
        if (State != BreakerState.Open)
            return TimeSpan.Zero;
        var left = clock.GetElapsedTime(clock.GetTimestamp(), _until);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    // A trial succeeded.
    private void Count()
    {
        if (++_count >= _config.Successes)
            Move(BreakerState.Closed);
    }

    private void Open()
    {
        var time = _config.OpenTime * (1 + (MostJitter * jitter()));
        _until = clock.GetTimestamp() + (long)(time.TotalSeconds * clock.TimestampFrequency);
        Move(BreakerState.Open);
    }

    private void Move(BreakerState to)
    {
        _count = 0;
        _isTried = false;
        // The number first: whoever sees a closed state must not take a number of an earlier one.
        _number = _number % (Proven - 1) + 1;
        _state = (int)to;
        moved(to);
    }
}
