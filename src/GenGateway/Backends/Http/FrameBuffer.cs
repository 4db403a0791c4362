using System.Buffers;
using System.Runtime.CompilerServices;

namespace GenGateway.Backends.Http;

/// <summary>Bytes of a stream that are not cut into frames yet: a rented buffer that grows up to a bound and shrinks back. One owner.</summary>
internal sealed class FrameBuffer(int most) : IDisposable
{
    private const int First = 4096;
    private const int Least = 1024;

    private byte[] _array = ArrayPool<byte>.Shared.Rent(First);

    /// <summary>The offset of the first byte that is still needed.</summary>
    public int Start { get; private set; }

    /// <summary>The offset behind the last byte.</summary>
    public int End { get; private set; }

    /// <summary>Whether no byte is left.</summary>
    public bool IsEmpty => Start == End;

    /// <summary>The bytes that are still needed.</summary>
    public ReadOnlyMemory<byte> Unread => _array.AsMemory(Start, End - Start);

    /// <summary>Gives up bytes from the front.</summary>
    public void Drop(int count) => Start += count;

    /// <summary>Reads more behind what is there. Moves what is there to the front: offsets into <see cref="Unread"/> stay, memories of it do not.</summary>
    /// <returns>Bytes read, to be awaited once; 0 at the stream's end; −1 when a single frame is larger than the bound.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> FillAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (!MakeRoom())
            return -1;
        var read = await stream.ReadAsync(_array.AsMemory(End), cancellationToken).ConfigureAwait(false);
        End += read;
        return read;
    }

    public void Dispose()
    {
        if (_array.Length > 0)
            ArrayPool<byte>.Shared.Return(_array, clearArray: true);
        _array = [];
        Start = End = 0;
    }

    private bool MakeRoom()
    {
        var length = End - Start;
        if (length == 0 && _array.Length > First * 4)
        {
            // After a large event the stream goes on with little ones.
            Swap(First, 0);
            return true;
        }

        if (_array.Length - End >= Least)
            return true;
        if (_array.Length - length >= Least && length <= _array.Length / 2)
        {
            _array.AsSpan(Start, length).CopyTo(_array);
            Start = 0;
            End = length;
            return true;
        }

        if (length >= most)
            return false;
        Swap(Math.Min(_array.Length * 2, most + Least), length);
        return true;
    }

    private void Swap(int size, int length)
    {
        var next = ArrayPool<byte>.Shared.Rent(size);
        _array.AsSpan(Start, length).CopyTo(next);
        ArrayPool<byte>.Shared.Return(_array, clearArray: true);
        _array = next;
        Start = 0;
        End = length;
    }
}
