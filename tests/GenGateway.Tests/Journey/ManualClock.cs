namespace GenGateway.Tests.Journey;

/// <summary>A clock that stands until a test moves it. Its frequency is odd on purpose: ticks are no milliseconds. Timers may be made and moved on any thread.</summary>
internal sealed class ManualClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private long _ticks = 12_345;
    private TimeSpan _jumped;

    public override long TimestampFrequency => 7_000;

    public override long GetTimestamp() => _ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddSeconds(_ticks / (double)TimestampFrequency) + _jumped;

    /// <summary>Somebody sets the time of day, forward or back; no time passes by that.</summary>
    public void Jump(TimeSpan by) => _jumped += by;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        lock (_lock)
            _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        _ticks += (long)(by.TotalSeconds * TimestampFrequency);
        ManualTimer[] timers;
        lock (_lock)
            timers = [.. _timers];
        foreach (var timer in timers)
            timer.FireIfDue(_ticks);
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        private long? _due;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            _due = dueTime == Timeout.InfiniteTimeSpan ? null : clock._ticks + (long)(dueTime.TotalSeconds * clock.TimestampFrequency);
            return true;
        }

        public void FireIfDue(long now)
        {
            if (_due is not { } due || now < due)
                return;
            // However often it would have fired meanwhile: once, and then the next time from now.
            _due = _period == Timeout.InfiniteTimeSpan ? null : now + (long)(_period.TotalSeconds * clock.TimestampFrequency);
            callback(state);
        }

        public void Dispose()
        {
            lock (clock._lock)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
