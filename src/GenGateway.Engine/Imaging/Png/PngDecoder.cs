using System.Buffers;
using System.IO.Compression;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>Reads PNG files (PNG specification, 3rd edition): all colour types, depths and filters, interlaced or not.</summary>
/// <remarks>
/// Row by row: beside the picture it takes two rows, however much the file could inflate to. What comes behind the last pixel is not looked at, and colours
/// are taken as they are: gamma and profiles change nothing.
/// </remarks>
internal static class PngDecoder
{
    // Adam7: where each pass begins and how far its pixels are apart.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <param name="file">A file whose header was read, and whose size is allowed.</param>
    /// <param name="cancellationToken">Ends it between two rows.</param>
    /// <exception cref="PictureException">It is broken.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file, CancellationToken cancellationToken)
    {
        var header = PngHeader.Read(file.Span);
        var cursor = new PngCursor(file);
        var samples = SamplesOf(header, cursor, out var pixels);
        using var source = new PngPixelStream(cursor, pixels);
        using var inflating = new ZLibStream(source, CompressionMode.Decompress);
        // Until the first bytes can be inflated there is no picture.
        var rows = new PngRows(header, inflating, source, cancellationToken);
        Picture? picture = null;
        try
        {
            rows.Begin();
            picture = new Picture(header.Width, header.Height);
            if (header.IsInterlaced)
                ReadPasses(header, rows, samples, picture);
            else
                ReadRows(header, rows, samples, picture);
            rows.Finish();
            return picture;
        }
        catch
        {
            picture?.Dispose();
            throw;
        }
        finally
        {
            rows.Dispose();
        }
    }

    private static PngSamples SamplesOf(PngHeader header, PngCursor cursor, out PngChunk pixels)
    {
        ReadOnlyMemory<byte>? palette = null;
        ReadOnlyMemory<byte>? transparency = null;
        for (var count = 0; ;)
        {
            var chunk = cursor.NextBeforePixels(ref count);
            if (chunk.Is("IDAT"u8))
            {
                pixels = chunk;
                return new PngSamples(header, palette ?? default, transparency ?? default);
            }

            if (chunk.Is("PLTE"u8))
            {
                chunk.Check();
                if (palette is not null || transparency is not null)
                    throw PictureException.Corrupt("its palette comes twice, or too late");
                palette = chunk.Data;
            }
            else if (chunk.Is("tRNS"u8))
            {
                chunk.Check();
                if (transparency is not null)
                    throw PictureException.Corrupt("its transparency (tRNS) comes twice");
                transparency = chunk.Data;
            }
            else if (chunk.Is("IEND"u8))
            {
                throw PictureException.Corrupt("it has no pixels");
            }
            else if (chunk.Is("IHDR"u8))
            {
                throw PictureException.Corrupt("it has two headers");
            }
            else if (chunk.IsCritical)
            {
                throw PictureException.Unsupported("The PNG has a critical chunk that is not known here.");
            }
        }
    }

    private static void ReadRows(PngHeader header, PngRows rows, PngSamples samples, Picture picture)
    {
        for (var y = 0; y < header.Height; y++)
            samples.Convert(rows.Next(header.Width), picture.Row(y));
    }

    private static void ReadPasses(PngHeader header, PngRows rows, PngSamples samples, Picture picture)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(header.Width * Picture.PixelBytes);
        try
        {
            foreach (var (beginX, beginY, stepX, stepY) in Passes)
            {
                if (header.Width <= beginX || header.Height <= beginY)
                    continue;
                var width = (header.Width - beginX + stepX - 1) / stepX;
                var converted = buffer.AsSpan(0, width * Picture.PixelBytes);
                rows.BeginPass();
                for (var y = beginY; y < header.Height; y += stepY)
                {
                    samples.Convert(rows.Next(width), converted);
                    var row = picture.Row(y);
                    for (var x = 0; x < width; x++)
                        converted.Slice(x * Picture.PixelBytes, Picture.PixelBytes).CopyTo(row[((beginX + (x * stepX)) * Picture.PixelBytes)..]);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
