namespace GenGateway.Journey;

/// <summary>What one body or answer holds of the budget; disposing gives all of it back, once, from whichever thread.</summary>
/// <remarks>Grown by one owner. Growing after the disposal is refused.</remarks>
public sealed class MemoryHold(MemoryBudget budget) : IDisposable
{
    private const long Given = -1;

    private long _held;

    /// <summary>Bytes held.</summary>
    public long Bytes => Math.Max(0, Interlocked.Read(ref _held));

    /// <summary>Holds at least this much.</summary>
    /// <returns>False when it does not fit; what was held before is held still.</returns>
    public bool TryGrowTo(long bytes)
    {
        var held = Interlocked.Read(ref _held);
        if (held == Given)
            return false;
        if (bytes <= held)
            return true;
        if (!budget.TryReserve(bytes - held))
            return false;
        if (Interlocked.CompareExchange(ref _held, bytes, held) == held)
            return true;
        // Disposed meanwhile: what it held then is back already.
        budget.Release(bytes - held);
        return false;
    }

    public void Dispose()
    {
        var held = Interlocked.Exchange(ref _held, Given);
        if (held > 0)
            budget.Release(held);
    }
}
