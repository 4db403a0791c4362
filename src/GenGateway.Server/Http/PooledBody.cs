using System.Buffers;

namespace GenGateway.Server.Http;

/// <summary>A request body in one array, rented while it is of an ordinary size; disposing gives the array back.</summary>
internal sealed class PooledBody(int expected) : IDisposable
{
    // The pool keeps what it is given: a few large bodies would stay in memory for good.
    private const int LargestPooled = 1 << 20;

    private byte[]? _array = ArrayPool<byte>.Shared.Rent(expected);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _array.AsMemory(0, Length);

    public void Append(in ReadOnlySequence<byte> bytes)
    {
        var array = _array ?? throw new ObjectDisposedException(nameof(PooledBody));
        var needed = checked(Length + (int)bytes.Length);
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
    }

    public void Dispose()
    {
        if (_array is null)
            return;
        Return(_array);
        _array = null;
    }

    // Cleared: prompts must not turn up in somebody else's buffer.
    private static void Return(byte[] array)
    {
        if (array.Length <= LargestPooled)
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
    }
}
