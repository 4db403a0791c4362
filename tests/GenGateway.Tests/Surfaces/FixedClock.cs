namespace GenGateway.Tests.Surfaces;

/// <summary>A clock that stands still until it is moved.</summary>
internal sealed class FixedClock : TimeProvider
{
    public static DateTimeOffset Start { get; } = new(2026, 10, 1, 12, 0, 0, TimeSpan.Zero);

    public TimeSpan Passed { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Start + Passed;

    public override long GetTimestamp() => Passed.Ticks;
}
