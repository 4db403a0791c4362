using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Journey;

/// <summary>The one clock hand of all deadlines: looks every 100 ms who is overdue, so that no event needs a timer. Thread safe.</summary>
/// <remarks>What an expiry throws is logged, once until a sweep goes well, and keeps nobody else's from firing.</remarks>
public sealed partial class Sweeper : IDisposable
{
    /// <summary>How often it looks, and so how late a deadline may fire.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly ITimer _timer;
    private readonly ILogger _logger;

    // Both belong to the sweep under way.
    private readonly List<Watched> _overdue = [];
    private bool _failing;

    private Watched? _first;
    private int _sweeping;

    /// <param name="clock">What deadlines are measured with.</param>
    /// <param name="logger">Hears of expiries that throw; null: nobody does.</param>
    public Sweeper(TimeProvider clock, ILogger<Sweeper>? logger = null)
    {
        Clock = clock;
        _logger = logger ?? NullLogger<Sweeper>.Instance;
        _timer = clock.CreateTimer(static state => ((Sweeper)state!).Sweep(), this, Interval, Interval);
    }

    /// <summary>What deadlines are measured with.</summary>
    public TimeProvider Clock { get; }

    /// <summary>The timestamp a while from now.</summary>
    public long In(TimeSpan time) => Clock.GetTimestamp() + (long)(time.TotalSeconds * Clock.TimestampFrequency);

    public void Dispose() => _timer.Dispose();

    /// <summary>Watches from now on.</summary>
    public void Add(Watched watched)
    {
        lock (_lock)
        {
            watched.Next = _first;
            if (_first is not null)
                _first.Previous = watched;
            _first = watched;
        }
    }

    /// <summary>Watches no longer; idempotent. An expiry that has begun may still be under way.</summary>
    public void Remove(Watched watched)
    {
        lock (_lock)
        {
            if (watched.Previous is not null)
                watched.Previous.Next = watched.Next;
            else if (ReferenceEquals(_first, watched))
                _first = watched.Next;
            else
                return;
            if (watched.Next is not null)
                watched.Next.Previous = watched.Previous;
            watched.Next = watched.Previous = null;
        }
    }

    private void Sweep()
    {
        // A sweep that takes longer than the interval is not joined by a second one: the list of the overdue is shared.
        if (Interlocked.Exchange(ref _sweeping, 1) == 1)
            return;
        var now = Clock.GetTimestamp();
        lock (_lock)
        {
            for (var watched = _first; watched is not null; watched = watched.Next)
            {
                if (watched.IsOverdue(now))
                    _overdue.Add(watched);
            }
        }

        // Outside the lock: a cancellation runs whatever was registered for it.
        var failed = false;
        foreach (var watched in _overdue)
            failed |= !TryExpire(watched);
        _failing = failed;
        _overdue.Clear();
        Volatile.Write(ref _sweeping, 0);
    }

    // A timer's callback that throws ends the process.
    private bool TryExpire(Watched watched)
    {
        try
        {
            watched.Expire();
            return true;
        }
        catch (Exception thrown)
        {
            if (!_failing)
                Log.Defect(_logger, thrown, watched.GetType().Name);
            _failing = true;
            return false;
        }
    }

    // Event ids 2000–2099 are the journey's.
    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Error, "what was to be stopped by its deadline threw ({Watched})")]
        public static partial void Defect(ILogger logger, Exception cause, string watched);
    }
}
