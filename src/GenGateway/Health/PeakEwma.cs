namespace GenGateway.Health;

/// <summary>
/// A moving average that jumps to every peak and forgets it slowly, by time and not by number: an endpoint that becomes slow is avoided at once, and tried
/// again after a while even if nobody went there. Thread safe.
/// </summary>
/// <remarks>After Finagle's peak-sensitive EWMA balancer.</remarks>
internal sealed class PeakEwma(TimeProvider clock)
{
    /// <summary>The time in which a value falls to 1/e.</summary>
    public static readonly TimeSpan Decay = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private double _value;
    private long _at;

    /// <summary>Seconds; 0: nothing was observed, or it was forgotten.</summary>
    public double Value => Volatile.Read(ref _value) is var value and > 0 ? value * Kept(clock.GetTimestamp()) : 0;

    /// <summary>Takes an observation, in seconds.</summary>
    public void Observe(double seconds)
    {
        lock (_lock)
        {
            var now = clock.GetTimestamp();
            var kept = Kept(now);
            _value = seconds > _value * kept ? seconds : (_value * kept) + (seconds * (1 - kept));
            Volatile.Write(ref _at, now);
        }
    }

    private double Kept(long now) => Math.Exp(-Math.Max(0, clock.GetElapsedTime(Volatile.Read(ref _at), now).TotalSeconds) / Decay.TotalSeconds);
}
