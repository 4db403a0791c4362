using System.Buffers;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>Inflates a PNG's rows one by one and undoes their filters. One reader.</summary>
internal sealed class PngRows(PngHeader header, Stream inflating, PngPixelStream source, CancellationToken cancellationToken) : IDisposable
{
    // A few kilobytes need no look at the token.
    private const int RowsBetweenLooks = 16;

    private readonly int _distance = header.FilterDistance;
    private byte[] _row = [];
    private byte[] _above = [];
    private int _read;
    private int _filter;
    private bool _isBegun;

    /// <summary>Inflates the first byte: a stream that is none ends before anything is allocated for its picture.</summary>
    public void Begin()
    {
        _filter = ReadFilter();
        _isBegun = true;
        var length = header.RowBytes(header.Width);
        _row = ArrayPool<byte>.Shared.Rent(length);
        _above = ArrayPool<byte>.Shared.Rent(length);
        BeginPass();
    }

    /// <summary>The next row has none above it.</summary>
    public void BeginPass() => _above.AsSpan().Clear();

    /// <summary>The samples of the next row, valid until the one after it.</summary>
    /// <param name="width">Its pixels.</param>
    public ReadOnlySpan<byte> Next(int width)
    {
        if (_read++ % RowsBetweenLooks == 0)
            cancellationToken.ThrowIfCancellationRequested();
        var length = header.RowBytes(width);
        if (!_isBegun)
            _filter = ReadFilter();
        _isBegun = false;
        var row = _row.AsSpan(0, length);
        Read(row);
        if (!PngFilter.TryUndo(_filter, row, _above.AsSpan(0, length), _distance))
            throw PictureException.Corrupt("there is no such filter as a row names");
        (_row, _above) = (_above, _row);
        return _above.AsSpan(0, length);
    }

    /// <summary>Behind the last row: sees to it that the stream's own checksum was compared. What follows it is nobody's.</summary>
    public void Finish()
    {
        Span<byte> more = stackalloc byte[1];
        try
        {
            _ = inflating.Read(more);
        }
        catch (Exception thrown) when (thrown is InvalidDataException or IOException)
        {
            throw NoStream(thrown);
        }
    }

    public void Dispose()
    {
        if (_row.Length > 0)
            ArrayPool<byte>.Shared.Return(_row);
        if (_above.Length > 0)
            ArrayPool<byte>.Shared.Return(_above);
        (_row, _above) = ([], []);
    }

    private int ReadFilter()
    {
        Span<byte> filter = stackalloc byte[1];
        Read(filter);
        return filter[0];
    }

    private void Read(Span<byte> into)
    {
        try
        {
            if (inflating.ReadAtLeast(into, into.Length, throwOnEndOfStream: false) == into.Length)
                return;
        }
        catch (Exception thrown) when (thrown is InvalidDataException or IOException)
        {
            if (!source.IsCutOff)
                throw NoStream(thrown);
        }

        throw source.IsCutOff ? PictureException.Truncated("within its pixels") : PictureException.Corrupt("it has fewer pixels than its header says");
    }

    private static PictureException NoStream(Exception thrown) => PictureException.Corrupt("its pixels are no zlib stream, or their checksum is wrong", thrown);
}
