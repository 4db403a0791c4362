using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>What all bodies and whole answers in flight together may hold (<c>limits.memory_in_flight</c>). Thread safe.</summary>
public sealed class MemoryBudget(long limit)
{
    /// <summary>How many times a body's bytes decoding it takes beside the body: the document, the task's texts as UTF-16, and the body that is written for a backend.</summary>
    /// <remarks>
    /// Measured as the smallest heap (<c>GCHeapHardLimit</c>) in which a body of 20 MB is decoded and written for another protocol, less the heap without one and less the
    /// body itself: 5 times for one long text, with line breaks or without, 4 for letters of two bytes, 7 for pictures in base64 and for messages of 100 characters.
    /// Messages of ten characters and less take up to 13 times, which is what each object costs beside its bytes.
    /// </remarks>
    private const int DecodingFactor = 8;

    private const int ObjectBytes = 256;

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

    /// <summary>Reserves what decoding a body takes, before it is decoded.</summary>
    /// <param name="body">The body, JSON.</param>
    /// <param name="more">Bytes of what was kept of a conversation and is read along.</param>
    /// <returns>To be held as long as what was decoded is; or that it does not fit, and then nothing is reserved.</returns>
    public Outcome<MemoryHold> HoldDecoding(ReadOnlySpan<byte> body, long more = 0)
    {
        var needed = ((body.Length + more) * DecodingFactor) + ((long)body.Count((byte)'{') * ObjectBytes);
        var hold = Hold();
        return hold.TryGrowTo(needed) ? hold : Full();
    }
}
