using System.Buffers;

namespace GenGateway.Journey;

/// <summary>The answer's text as UTF-8, for the record: a rented buffer that grows, up to a bound. One writer.</summary>
public sealed class TallyText : IBufferWriter<byte>, IDisposable
{
    private const int First = 1024;

    private readonly int _most;
    private byte[] _buffer = [];

    /// <param name="most">Bytes kept; what comes after them is left out.</param>
    public TallyText(int most) => _most = most;

    /// <summary>Bytes there are.</summary>
    public int Length { get; private set; }

    /// <summary>The text so far. Only before <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>The same, for those that cannot hold a span.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Room for a text of at most so many bytes, or nothing when it would pass the bound.</summary>
    public Span<byte> RoomFor(int bytes) => Length + bytes <= _most ? GetSpan(bytes) : default;

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = [];
        Length = 0;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - Length >= more)
            return;
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(First, Math.Max(_buffer.Length * 2, Length + more)));
        Written.CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
