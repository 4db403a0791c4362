namespace GenGateway.Load.Drive;

/// <summary>Measured times in nanoseconds.</summary>
internal sealed class Samples
{
    private long[] _values = new long[1024];
    private bool _sorted;

    public int Count { get; private set; }

    public void Add(long value)
    {
        if (Count == _values.Length)
            Array.Resize(ref _values, Count * 2);
        _values[Count++] = value;
        _sorted = false;
    }

    public void Add(Samples other)
    {
        for (var at = 0; at < other.Count; at++)
            Add(other._values[at]);
    }

    /// <summary>The value below which this part (0 to 1) of all lie, in microseconds; NaN where there is none.</summary>
    public double Microseconds(double part)
    {
        if (Count == 0)
            return double.NaN;
        if (!_sorted)
            Array.Sort(_values, 0, Count);
        _sorted = true;
        return _values[Math.Clamp((int)Math.Ceiling(part * Count) - 1, 0, Count - 1)] / 1000.0;
    }

    public double P50 => Microseconds(0.5);

    public double P95 => Microseconds(0.95);

    public double P99 => Microseconds(0.99);

    public double Worst => Microseconds(1);
}
