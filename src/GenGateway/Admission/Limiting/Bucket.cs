using GenGateway.Journey;

namespace GenGateway.Admission.Limiting;

/// <summary>
/// A bucket of tokens: full at first, emptied by what is taken, refilled by time. Kept as the one moment at which it will be full again (the generic cell
/// rate algorithm, ITU-T I.371), so that no timer runs and one compare-and-swap takes.
/// </summary>
/// <remarks>
/// Exact however many take at once: in any span of t seconds what is taken less what is given back is at most capacity + rate · t, and whoever is refused
/// would have passed that. A debit after the fact may leave it in debt. Thread safe, lock-free; allocates nothing.
/// </remarks>
internal sealed class Bucket(BucketShape shape)
{
    // A state that no bucket has: it moved to another one.
    private const long Moved = long.MinValue;

    private long _fullAt;
    private volatile Bucket? _next;

    /// <summary>Takes tokens, or says how long it would have to be waited for them.</summary>
    /// <param name="tokens">From 0, which always passes, to the capacity; more never fit.</param>
    /// <param name="timestamp">Now, by the shape's clock.</param>
    /// <param name="wait">When it is refused: until so many are there, if nobody else takes any.</param>
    public bool TryTake(long tokens, long timestamp, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (tokens == 0)
            return true;
        var now = shape.UnitsAt(timestamp);
        var cost = shape.UnitsOf(tokens);
        var latest = now + shape.UnitsOf(shape.Capacity);
        while (true)
        {
            var seen = Volatile.Read(ref _fullAt);
            if (seen == Moved)
                return Next().TryTake(tokens, timestamp, out wait);
            var fullAt = Math.Max(seen, now) + cost;
            if (fullAt > latest)
            {
                wait = shape.TimeOf(fullAt - latest);
                return false;
            }

            if (Interlocked.CompareExchange(ref _fullAt, fullAt, seen) == seen)
                return true;
        }
    }

    /// <summary>Corrects what was taken: more (the bucket may come to be in debt), or less where negative (it never holds more than its capacity).</summary>
    public void Settle(long tokens, long timestamp)
    {
        if (tokens == 0)
            return;
        var now = shape.UnitsAt(timestamp);
        var cost = shape.UnitsOf(tokens);
        while (true)
        {
            var seen = Volatile.Read(ref _fullAt);
            if (seen == Moved)
            {
                Next().Settle(tokens, timestamp);
                return;
            }

            var fullAt = Math.Min(Math.Max(seen, now) + cost, long.MaxValue / 2);
            if (Interlocked.CompareExchange(ref _fullAt, Math.Max(0, fullAt), seen) == seen)
                return;
        }
    }

    /// <summary>How it stands.</summary>
    public RateStanding Read(long timestamp)
    {
        var seen = Volatile.Read(ref _fullAt);
        if (seen == Moved)
            return Next().Read(timestamp);
        var owed = Math.Max(0, seen - shape.UnitsAt(timestamp));
        var taken = (owed / shape.Cost) + (owed % shape.Cost == 0 ? 0 : 1);
        return new RateStanding(shape.Capacity, Math.Max(0, shape.Capacity - taken), shape.TimeOf(owed));
    }

    /// <summary>Whether nothing is owed, so that a new one would be the same.</summary>
    public bool IsFull(long timestamp) => Volatile.Read(ref _fullAt) is var seen && seen != Moved && seen <= shape.UnitsAt(timestamp);

    /// <summary>
    /// The same bucket in another shape. What was taken stays taken, so that changing a limit back and forth gives nobody anything; a smaller one may begin in
    /// debt. This one passes on whatever it is asked from then on. Call it once.
    /// </summary>
    public Bucket MoveTo(BucketShape other, long timestamp)
    {
        var next = new Bucket(other);
        var owed = Interlocked.Exchange(ref _fullAt, Moved) - shape.UnitsAt(timestamp);
        if (owed > 0)
            next._fullAt = other.UnitsAt(timestamp) + (long)Int128.Min((((Int128)owed * other.Cost) + shape.Cost - 1) / shape.Cost, long.MaxValue / 4);

        _next = next;
        return next;
    }

    private Bucket Next()
    {
        // It is published a few instructions after the state.
        var spin = new SpinWait();
        Bucket? last;
        while ((last = _next) is null)
            spin.SpinOnce();
        // Who held this one through many moves goes their way once.
        while (last._next is { } further)
            last = further;
        _next = last;
        return last;
    }
}
