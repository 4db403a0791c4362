namespace GenGateway.Telemetry;

/// <summary>Counts observations in fixed buckets. Thread safe; a scrape may see an observation's bucket before its sum.</summary>
public sealed class Histogram(IReadOnlyList<double> bounds)
{
    private readonly long[] _buckets = new long[bounds.Count + 1];
    private long _sumBits;

    /// <summary>The buckets' upper bounds, ascending; one more bucket has none.</summary>
    public IReadOnlyList<double> Bounds => bounds;

    /// <summary>Counts one observation.</summary>
    public void Observe(double value)
    {
        var bucket = 0;
        while (bucket < bounds.Count && value > bounds[bucket])
            bucket++;
        Interlocked.Increment(ref _buckets[bucket]);

        long seen, next;
        do
        {
            seen = Interlocked.Read(ref _sumBits);
            next = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(seen) + value);
        }
        while (Interlocked.CompareExchange(ref _sumBits, next, seen) != seen);
    }

    internal (long[] Buckets, double Sum) Read()
    {
        var buckets = new long[_buckets.Length];
        for (var i = 0; i < buckets.Length; i++)
            buckets[i] = Interlocked.Read(ref _buckets[i]);
        return (buckets, BitConverter.Int64BitsToDouble(Interlocked.Read(ref _sumBits)));
    }
}
