using System.Buffers;
using System.Numerics;
using GenGateway.Journey;

namespace GenGateway.Server.Http;

/// <summary>A request body in one array, rented while it is of an ordinary size; disposing gives the array and its share of the budget back.</summary>
internal sealed class PooledBody(int expected, MemoryBudget memory) : IDisposable
{
    // The pool keeps what it is given: a few large bodies would stay in memory for good.
    private const int LargestPooled = 1 << 20;

    private readonly MemoryHold _hold = memory.Hold();
    private long _promised = int.MaxValue;
    private byte[]? _array = ArrayPool<byte>.Shared.Rent(expected);

    public int Length { get; private set; }

    /// <summary>How long the client took to send it, once its first part was here.</summary>
    public TimeSpan Waited { get; set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    /// <summary>Reserves the memory of a body before it is read.</summary>
    /// <param name="promised">Its length; null: not known, then it reserves as it grows.</param>
    /// <returns>False when there is none left.</returns>
    public bool TryReserve(long? promised)
    {
        _promised = promised ?? _promised;
        return _hold.TryGrowTo(Math.Max(promised ?? 0, _array?.Length ?? 0));
    }

    /// <summary>Reserves memory for what is made of it, until both are given back.</summary>
    /// <returns>False when there is none left.</returns>
    public bool TryReserveMore(long bytes) => _hold.TryGrowTo(_hold.Bytes + bytes);

    /// <returns>False when there is no memory left; then nothing was appended.</returns>
    public bool TryAppend(in ReadOnlySequence<byte> bytes)
    {
        var array = _array ?? throw new ObjectDisposedException(nameof(PooledBody));
        var needed = checked(Length + (int)bytes.Length);
        if (needed > array.Length)
        {
            // Doubled, so that a sender who promises much and sends little holds little; and never larger than what was promised.
            var size = Math.Max(needed, (int)Math.Min(array.Length * 2L, _promised));
            // What counts is the array, not what is in it: the pool's have a power of two.
            if (!_hold.TryGrowTo(size <= LargestPooled ? BitOperations.RoundUpToPowerOf2((uint)size) : size))
                return false;
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
