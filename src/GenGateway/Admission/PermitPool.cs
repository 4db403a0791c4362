using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GenGateway.Journey;

namespace GenGateway.Admission;

/// <summary>Permits that nobody looks at any more, for the next requests. Bounded; thread safe; allocates only while it grows.</summary>
internal sealed class PermitPool<T>
    where T : Permit
{
    // More are never under way on one machine without its memory being spent on their requests.
    private const int Most = 4096;

    private readonly ConcurrentQueue<T> _free = new();
    private int _count;

    public bool TryTake([NotNullWhen(true)] out T? permit)
    {
        if (!_free.TryDequeue(out permit))
            return false;
        Interlocked.Decrement(ref _count);
        return true;
    }

    /// <summary>Takes one back that is given back and forgotten by everybody.</summary>
    public void Give(T permit)
    {
        if (Interlocked.Increment(ref _count) <= Most)
            _free.Enqueue(permit);
        else
            Interlocked.Decrement(ref _count);
    }
}
