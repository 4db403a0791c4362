using System.Buffers.Binary;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>A PNG's first chunk, IHDR (PNG specification, 3rd edition, 11.2.1).</summary>
/// <param name="Width">1 to 2³¹ − 1.</param>
/// <param name="Height">Likewise.</param>
/// <param name="Depth">Bits of a sample: 1, 2, 4, 8 or 16, as its colour allows.</param>
/// <param name="Colour">What samples mean.</param>
/// <param name="IsInterlaced">Whether its rows come in Adam7's seven passes.</param>
internal readonly record struct PngHeader(int Width, int Height, int Depth, PngColour Colour, bool IsInterlaced)
{
    private const int ChunkLength = 13;

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    /// <summary>Where the second chunk begins.</summary>
    public static int End => Signature.Length + ChunkLength + PngCursor.ChunkOverhead;

    public int Channels => Colour switch
    {
        PngColour.Grey or PngColour.Palette => 1,
        PngColour.GreyAlpha => 2,
        PngColour.Rgb => 3,
        PngColour.Rgba => 4,
    };

    public bool HasAlpha => Colour is PngColour.GreyAlpha or PngColour.Rgba;

    /// <summary>Bytes of a row of so many pixels, without its filter.</summary>
    public int RowBytes(int width) => checked((int)((((long)width * Channels * Depth) + 7) / 8));

    /// <summary>Bytes between a byte and the one that filters compare it with.</summary>
    public int FilterDistance => Math.Max(1, Channels * Depth / 8);

    /// <exception cref="PictureException">It is none.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < Signature.Length + PngCursor.ChunkOverhead)
            throw PictureException.Truncated("behind its signature");
        var chunk = file[Signature.Length..];
        if (!chunk[4..8].SequenceEqual("IHDR"u8))
        {
            throw chunk[4..8].SequenceEqual("CgBI"u8)
                ? PictureException.Unsupported("Apple's private variant of PNG is not read here; send an ordinary PNG.")
                : PictureException.Corrupt("its first chunk is not IHDR");
        }

        if (BinaryPrimitives.ReadUInt32BigEndian(chunk) != ChunkLength)
            throw PictureException.Corrupt("its IHDR has another length than 13");
        if (chunk.Length < ChunkLength + PngCursor.ChunkOverhead)
            throw PictureException.Truncated("within its header");
        if (PngCrc.Of(chunk.Slice(4, 4 + ChunkLength)) != BinaryPrimitives.ReadUInt32BigEndian(chunk[(8 + ChunkLength)..]))
            throw PictureException.Corrupt("the checksum of IHDR is wrong");

        var data = chunk.Slice(8, ChunkLength);
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw PictureException.Corrupt("its width or height is none");
        var (depth, colour) = (data[8], (PngColour)data[9]);
        var isAllowed = colour switch
        {
            PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => depth is 8 or 16,
            _ => false,
        };
        if (!isAllowed)
            throw PictureException.Corrupt("there is no such colour type, or none of that bit depth");
        if (data[10] != 0 || data[11] != 0 || data[12] > 1)
            throw PictureException.Corrupt("its compression, filter or interlace method is unknown");
        return new PngHeader((int)width, (int)height, depth, colour, data[12] == 1);
    }
}
