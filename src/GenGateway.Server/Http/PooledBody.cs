using System.Buffers;
using GenGateway.Journey;

namespace GenGateway.Server.Http;

/// <summary>A request body in one array, rented while it is of an ordinary size; disposing gives the array and its share of the budget back.</summary>
internal sealed class PooledBody(int expected, MemoryBudget memory) : IDisposable
{
    // The pool keeps what it is given: a few large bodies would stay in memory for good.
    private const int LargestPooled = 1 << 20;

    private readonly MemoryHold _hold = memory.Hold();
    private byte[]? _array = ArrayPool<byte>.Shared.Rent(expected);

    public int Length { get; private set; }

    /// <summary>How long the client took to send it, once its first part was here.</summary>
    public TimeSpan Waited { get; set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>Reserves memory before it is used.</summary>
    /// <returns>False when there is none left.</returns>
    public bool TryReserve(long bytes) => _hold.TryGrowTo(bytes);

    /// <returns>False when there is no memory left; then nothing was appended.</returns>
    public bool TryAppend(in ReadOnlySequence<byte> bytes)
    {
        var array = _array ?? throw new ObjectDisposedException(nameof(PooledBody));
        var needed = checked(Length + (int)bytes.Length);
        if (!_hold.TryGrowTo(needed))
            return false;
        if (needed > array.Length)
        {
            // Doubled, so that a sender who promises much and sends little holds little.
            var size = Math.Max(needed, array.Length * 2);
            var larger = size <= LargestPooled ? ArrayPool<byte>.Shared.Rent(size) : new byte[size];
            array.AsSpan(0, Length).CopyTo(larger);
            Return(array);
            _array = array = larger;
        }

        bytes.CopyTo(array.AsSpan(Length));
        Length = needed;
        return true;
    }

    public void Dispose()
    {
        if (_array is null)
            return;
        Return(_array);
        _array = null;
        _hold.Dispose();
    }

    // Cleared: prompts must not turn up in somebody else's buffer.
    private static void Return(byte[] array)
    {
        if (array.Length <= LargestPooled)
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
    }
}
