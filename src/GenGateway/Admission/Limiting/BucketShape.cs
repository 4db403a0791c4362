using System.Numerics;

namespace GenGateway.Admission.Limiting;

/// <summary>How large a bucket is and how fast it fills, in whole numbers. Immutable; shared by all buckets of a kind.</summary>
/// <remarks>
/// Time is counted in ticks of <see cref="Scale"/> timestamps, and a bucket's state in units of which one token costs <see cref="Cost"/> and one tick brings
/// <see cref="PerTick"/>. Both are integers, so nothing is rounded away however long it runs. A tick is a timestamp itself for usual rates; odd rates above
/// some hundred thousand a second have coarser ones, so that ten years of them fit into a long.
/// </remarks>
internal sealed class BucketShape
{
    private const long MostUnits = 1L << 61;
    private const double SecondsOfTenYears = 10 * 366 * 86_400.0;

    private readonly long _frequency;
    private readonly long _began;

    /// <param name="capacity">Tokens that a full bucket holds, from 1.</param>
    /// <param name="amount">Tokens that come in <paramref name="seconds"/>, from 1 to a billion.</param>
    /// <param name="seconds">See <paramref name="amount"/>.</param>
    /// <param name="clock">Its timestamps count, never the time of day.</param>
    public BucketShape(long capacity, long amount, int seconds, TimeProvider clock)
    {
        Capacity = capacity;
        _frequency = clock.TimestampFrequency;
        _began = clock.GetTimestamp();
        var tokenTicks = _frequency * seconds;
        Scale = 1;
        while (true)
        {
            var shared = (long)BigInteger.GreatestCommonDivisor(tokenTicks, (BigInteger)amount * Scale);
            Cost = tokenTicks / shared;
            PerTick = (long)((Int128)amount * Scale / shared);
            if (SecondsOfTenYears * _frequency / Scale * PerTick < MostUnits && (double)capacity * Cost < MostUnits / 2)
                return;
            Scale *= 10;
        }
    }

    /// <summary>Tokens that a full bucket holds.</summary>
    public long Capacity { get; }

    /// <summary>Units of one token.</summary>
    public long Cost { get; }

    /// <summary>Units that one tick brings.</summary>
    public long PerTick { get; }

    /// <summary>Timestamps in one tick.</summary>
    public long Scale { get; }

    /// <summary>Units from the shape's beginning to a timestamp.</summary>
    public long UnitsAt(long timestamp) => Math.Max(0, timestamp - _began) / Scale * PerTick;

    /// <summary>Units of so many tokens, kept within what can be added to a state.</summary>
    public long UnitsOf(long tokens) => (long)Int128.Clamp((Int128)tokens * Cost, -MostUnits, MostUnits);

    /// <summary>How long so many units take to come, rounded up to a tick.</summary>
    public TimeSpan TimeOf(long units)
    {
        var ticks = (units / PerTick) + (units % PerTick == 0 ? 0 : 1);
        return TimeSpan.FromSeconds(Math.Min((double)ticks * Scale / _frequency, SecondsOfTenYears));
    }
}
