using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>Writes a PNG of 8 bits a sample row by row, not interlaced. One writer.</summary>
/// <remarks>
/// Each row takes that of two filters whose bytes, taken as signed, have the least sum: the heuristic that the PNG specification proposes (12.7). What is
/// written is read once by a neighbour: time counts more than the last bytes.
/// </remarks>
public sealed class PngWriter : IDisposable
{
    private readonly Stream _output;
    private readonly PngPixelSink _sink;
    private readonly ZLibStream _deflating;
    private readonly int _rowBytes;
    private readonly int _distance;
    private readonly int _height;
    private byte[] _above;
    private byte[] _byLeft;
    private byte[] _byAbove;
    private int _rows;

    /// <param name="output">Where to; stays the caller's.</param>
    /// <param name="width">Pixels of a row, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="colour">Grey, RGB or RGBA.</param>
    public PngWriter(Stream output, int width, int height, PngColour colour)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        _distance = colour switch
        {
            PngColour.Grey => 1,
            PngColour.Rgb => 3,
            PngColour.Rgba => 4,
            _ => throw new ArgumentOutOfRangeException(nameof(colour), colour, "Grey, RGB and RGBA are written."),
        };
        _output = output;
        _height = height;
        _rowBytes = checked(width * _distance);
        _above = ArrayPool<byte>.Shared.Rent(_rowBytes);
        _byLeft = ArrayPool<byte>.Shared.Rent(_rowBytes + 1);
        _byAbove = ArrayPool<byte>.Shared.Rent(_rowBytes + 1);
        _above.AsSpan(0, _rowBytes).Clear();
        output.Write(PngHeader.Signature);
        Span<byte> header = stackalloc byte[13];
        header.Clear();
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        header[8] = 8;
        header[9] = (byte)colour;
        output.Write(PngChunk.Write("IHDR"u8, header));
        _sink = new PngPixelSink(output);
        _deflating = new ZLibStream(_sink, CompressionLevel.Fastest, leaveOpen: true);
    }

    /// <summary>Writes the next row.</summary>
    /// <param name="samples">One, three or four bytes a pixel, as the colour says.</param>
    public void WriteRow(ReadOnlySpan<byte> samples)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(samples.Length, _rowBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(_rows, _height);
        _rows++;
        _byLeft[0] = PngFilter.Sub;
        _byAbove[0] = PngFilter.Up;
        PngFilter.ApplySub(samples, _distance, _byLeft.AsSpan(1, _rowBytes));
        PngFilter.ApplyUp(samples, _above.AsSpan(0, _rowBytes), _byAbove.AsSpan(1, _rowBytes));
        var isLeft = Weight(_byLeft.AsSpan(1, _rowBytes)) < Weight(_byAbove.AsSpan(1, _rowBytes));
        _deflating.Write((isLeft ? _byLeft : _byAbove).AsSpan(0, _rowBytes + 1));
        samples.CopyTo(_above);
    }

    /// <summary>Ends the file once all rows are there.</summary>
    public void Finish()
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(_rows, _height);
        _deflating.Dispose();
        _sink.Flush();
        _output.Write(PngChunk.Write("IEND"u8, []));
    }

    public void Dispose()
    {
        _deflating.Dispose();
        _sink.Dispose();
        foreach (var buffer in (byte[][])[_above, _byLeft, _byAbove])
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }

        (_above, _byLeft, _byAbove) = ([], [], []);
    }

    private static long Weight(ReadOnlySpan<byte> filtered)
    {
        var sum = 0L;
        foreach (var value in filtered)
            sum += Math.Abs((int)(sbyte)value);
        return sum;
    }
}
