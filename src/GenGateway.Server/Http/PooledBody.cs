using System.Buffers;

namespace GenGateway.Server.Http;

/// <summary>A request body in a rented array; disposing gives the array back.</summary>
internal sealed class PooledBody(int expected) : IDisposable
{
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
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, array.Length * 2));
            array.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(array, clearArray: true);
            _array = array = larger;
        }

        bytes.CopyTo(array.AsSpan(Length));
        Length = needed;
    }

    public void Dispose()
    {
        if (_array is null)
            return;
        // Prompts must not turn up in somebody else's buffer.
        ArrayPool<byte>.Shared.Return(_array, clearArray: true);
        _array = null;
    }
}
