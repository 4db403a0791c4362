namespace GenGateway.Telemetry;

/// <summary>Counts up. Thread safe, without a lock.</summary>
public sealed class Counter
{
    private long _value;

    /// <summary>What was counted so far.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Counts some more.</summary>
    public void Add(long amount) => Interlocked.Add(ref _value, amount);
}
