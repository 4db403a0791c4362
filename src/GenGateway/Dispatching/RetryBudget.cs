namespace GenGateway.Dispatching;

/// <summary>
/// What a pool was asked in the last 10 seconds, and how much of that was asked again: repeats that grow with an outage would make it worse. Thread safe;
/// counting a request takes a lock once a second only.
/// </summary>
internal sealed class RetryBudget(TimeProvider clock)
{
    /// <summary>The seconds that count, the one under way among them.</summary>
    public const int Window = 10;

    private readonly Lock _lock = new();
    private readonly Second[] _seconds = new Second[Window];

    /// <summary>A request comes.</summary>
    public void Count()
    {
        var now = Now();
        ref var second = ref _seconds[now % Window];
        if (Volatile.Read(ref second.Number) != now)
        {
            lock (_lock)
                Begin(ref second, now);
        }

        Interlocked.Increment(ref second.Requests);
    }

    /// <summary>Takes one further attempt.</summary>
    /// <returns>False: the budget is used up.</returns>
    public bool TryTake(FailoverSettings settings)
    {
        lock (_lock)
        {
            var now = Now();
            long requests = 0, taken = 0;
            foreach (ref var second in _seconds.AsSpan())
            {
                if (now - second.Number >= Window)
                    continue;
                requests += Volatile.Read(ref second.Requests);
                taken += second.Taken;
            }

            if (taken >= Math.Max(settings.BudgetMin, requests * settings.BudgetPercent / 100))
                return false;
            ref var current = ref _seconds[now % Window];
            Begin(ref current, now);
            current.Taken++;
            return true;
        }
    }

    private static void Begin(ref Second second, long now)
    {
        if (second.Number == now)
            return;
        (second.Requests, second.Taken) = (0, 0);
        Volatile.Write(ref second.Number, now);
    }

    // From 1 on, with room for the window before it: a place that was never used is none of the last ten.
    private long Now() => clock.GetTimestamp() / clock.TimestampFrequency + Window + 1;

    private struct Second
    {
        public long Number;
        public long Requests;
        public long Taken;
    }
}
