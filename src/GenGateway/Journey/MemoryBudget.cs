using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>What all bodies and whole answers in flight together may hold (<c>limits.memory_in_flight</c>). Thread safe.</summary>
public sealed class MemoryBudget(long limit)
{
    private long _limit = limit;
    private long _used;

    /// <summary>The limit in bytes; may change while memory is held.</summary>
    public long Limit
    {
        get => Interlocked.Read(ref _limit);
        set => Interlocked.Exchange(ref _limit, value);
    }

    /// <summary>Bytes reserved now.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>What is said to whom there is no room for.</summary>
    public Failure Full() => new(
        FailureKind.MemoryFull,
        $"The memory for requests and answers in flight is used up: limits.memory_in_flight is {Limit} bytes. Try again later, send less at once, or raise it.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
    };

    /// <summary>Reserves before the memory is used. Who got it gives it back once: <see cref="MemoryHold"/> sees to that.</summary>
    /// <returns>False when it does not fit; then nothing is reserved.</returns>
    public bool TryReserve(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (Interlocked.Add(ref _used, bytes) <= Limit)
            return true;
        Interlocked.Add(ref _used, -bytes);
        return false;
    }

    /// <summary>Gives back what was reserved.</summary>
    public void Release(long bytes) => Interlocked.Add(ref _used, -bytes);

    /// <summary>A holder that has nothing yet.</summary>
    public MemoryHold Hold() => new(this);
}
