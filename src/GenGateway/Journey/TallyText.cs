using System.Buffers;
using System.Globalization;
using System.Text;

namespace GenGateway.Journey;

/// <summary>A text as UTF-8, for the record: a rented buffer that grows. What passes a bound is counted and left out. One writer.</summary>
public sealed class TallyText : IBufferWriter<byte>, IDisposable
{
    private const int First = 1024;

    private readonly int _most;
    private byte[] _buffer = [];
    private bool _isMarked;

    /// <param name="most">Bytes kept; what comes after them is left out, from the last whole character on.</param>
    public TallyText(int most) => _most = most;

    /// <summary>Bytes kept.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes there were, with those that were left out.</summary>
    public long Total { get; private set; }

    /// <summary>Whether something was left out. Nothing more is kept then: what follows a gap would read as if it belonged there.</summary>
    public bool IsCut { get; private set; }

    /// <summary>The text so far. Only before <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>The same, for those that cannot hold a span.</summary>
    public ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    public void Advance(int count)
    {
        Total += count;
        if (IsCut)
            return;
        Length += count;
        if (Length <= _most)
            return;
        IsCut = true;
        Length = _most;
        // Back to where a character begins: what was written behind the bound says whether one goes on there.
        while (Length > 0 && (_buffer[Length] & 0xc0) == 0x80)
            Length--;
    }

    /// <summary>Says at the text's end that it was cut, and how long it was. Nothing is written behind it. A whole text stays as it is.</summary>
    public void MarkCut()
    {
        if (!IsCut || _isMarked)
            return;
        _isMarked = true;
        var mark = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"… [cut: {Total} bytes in all]"));
        Reserve(mark.Length);
        mark.CopyTo(_buffer, Length);
        Length += mark.Length;
    }

    /// <summary>Takes the last bytes off again: they were seen, and are no part of the text.</summary>
    /// <param name="count">Bytes that were written last; at most <see cref="Total"/>.</param>
    public void TakeBack(int count)
    {
        Total -= count;
        // Of a text that was cut they may have been left out already.
        Length = IsCut ? (int)Math.Min(Length, Total) : Length - count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(Math.Max(1, sizeHint));
        return _buffer.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

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
