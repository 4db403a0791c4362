using System.Diagnostics;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>Waits, for a bounded time, until something that can only be asked for has come about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    public static async Task<T> ReachesAsync<T>(Func<Task<T>> read, Func<T, bool> reached, TimeSpan bound, string what, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Pace);
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            var value = await read();
            if (reached(value))
                return value;
            if (Stopwatch.GetElapsedTime(started) > bound)
                Assert.Fail($"Within {bound.TotalSeconds} s this did not come about: {what}. Last seen: {value}");
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
