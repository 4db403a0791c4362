using System.Globalization;
using GenGateway.Engine.Imaging.Native;
using GenGateway.Engine.Imaging.Png;

namespace GenGateway.Engine.Imaging;

/// <summary>What a picture's first bytes say of it; nothing is decoded for that.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Width">Pixels of a row as it is looked at (a JPEG's orientation counts), at least 1.</param>
/// <param name="Height">Rows likewise.</param>
/// <param name="HasAlpha">Whether it has a channel, or a colour, for transparency. Not known of GIF: false.</param>
public readonly record struct PictureHeader(PictureKind Kind, int Width, int Height, bool HasAlpha)
{
    /// <summary>Most pixels of a side, whatever else is allowed: no single row becomes large.</summary>
    public const int LongestSide = 65_535;

    // A picture is one array.
    private const long MostInArray = int.MaxValue / Picture.PixelBytes;

    /// <summary>Pixels in all.</summary>
    public long Pixels => (long)Width * Height;

    /// <summary>Most bytes that decoding it takes, the picture itself included: to be reserved beforehand.</summary>
    /// <remarks>A progressive JPEG's coefficients take 6 bytes a pixel and its turning 4; WebP's own pixels 4 and more.</remarks>
    public long DecodingBytes => Pixels * (Kind switch
    {
        PictureKind.Png => Picture.PixelBytes,
        PictureKind.Jpeg => Picture.PixelBytes + 10,
        PictureKind.WebP or PictureKind.Gif => Picture.PixelBytes + 6,
    });

    /// <summary>As people write it (<c>1024x768</c>).</summary>
    public string Size => string.Create(CultureInfo.InvariantCulture, $"{Width}x{Height}");

    /// <summary>Reads a file's header. Takes no memory and little time, whatever the bytes are.</summary>
    /// <param name="file">All of the file.</param>
    /// <param name="mostPixels">Pixels that it may have, at least 1.</param>
    /// <exception cref="PictureException">It is no picture, a broken one, or has more pixels.</exception>
    public static PictureHeader Read(ReadOnlyMemory<byte> file, long mostPixels)
    {
        var bytes = file.Span;
        switch (Sniff(bytes))
        {
            case PictureKind.Png:
                var png = PngHeader.Read(bytes);
                CheckSize(png.Width, png.Height, mostPixels);
                return new PictureHeader(PictureKind.Png, png.Width, png.Height, png.HasAlpha || PngCursor.AnnouncesTransparency(file));
            case PictureKind.Jpeg:
                var jpeg = JpegHeader.Read(bytes);
                CheckSize(jpeg.Width, jpeg.Height, mostPixels);
                return jpeg.IsTurned ? new PictureHeader(PictureKind.Jpeg, jpeg.Height, jpeg.Width, false) : new PictureHeader(PictureKind.Jpeg, jpeg.Width, jpeg.Height, false);
            case PictureKind.WebP:
                var webP = WebPHeader.Read(bytes);
                CheckSize(webP.Width, webP.Height, mostPixels);
                return new PictureHeader(PictureKind.WebP, webP.Width, webP.Height, webP.HasAlpha);
            case PictureKind.Gif:
                if (bytes.Length < 10)
                    throw PictureException.Truncated("within its header");
                var (width, height) = (bytes[6] | (bytes[7] << 8), bytes[8] | (bytes[9] << 8));
                if (width == 0 || height == 0)
                    throw PictureException.Corrupt("it has no width, or no height");
                CheckSize(width, height, mostPixels);
                return new PictureHeader(PictureKind.Gif, width, height, false);
            default:
                throw new InvalidOperationException("Sniff gives one of the kinds.");
        }
    }

    private static void CheckSize(int width, int height, long mostPixels)
    {
        if (width > LongestSide || height > LongestSide)
            throw new PictureException(PictureFault.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The picture is {width} x {height} pixels; a side may have {LongestSide}."));
        if ((long)width * height > Math.Min(mostPixels, MostInArray))
            throw new PictureException(PictureFault.TooLarge, string.Create(CultureInfo.InvariantCulture, $"The picture is {width} x {height} pixels, {(long)width * height} in all; {Math.Min(mostPixels, MostInArray)} are allowed."));
    }

    private static PictureKind Sniff(ReadOnlySpan<byte> file)
    {
        if (file.IsEmpty)
            throw new PictureException(PictureFault.Empty, "The picture has no bytes.");
        if (file.StartsWith(PngHeader.Signature))
            return PictureKind.Png;
        if (file.StartsWith(PngHeader.Signature[..4]))
            throw PngHeader.Signature.StartsWith(file) ? PictureException.Truncated("within its signature") : PictureException.Corrupt("its PNG signature was changed on the way, as text");
        if (file.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8]))
            return PictureKind.Jpeg;
        if (file.StartsWith("GIF87a"u8) || file.StartsWith("GIF89a"u8))
            return PictureKind.Gif;
        if (file.StartsWith("RIFF"u8) && file.Length >= 12 && file[8..12].SequenceEqual("WEBP"u8))
            return PictureKind.WebP;
        throw OtherKind(file) is { } other
            ? PictureException.Unsupported($"{other} pictures are not read here; send PNG, JPEG or WebP.")
            : new PictureException(PictureFault.NotAnImage, "The bytes are no picture: neither PNG, JPEG, WebP nor GIF.");
    }

    private static string? OtherKind(ReadOnlySpan<byte> file)
    {
        if (file.StartsWith("BM"u8) && file.Length >= 26)
            return "BMP";
        if (file.StartsWith("II*\0"u8) || file.StartsWith("MM\0*"u8))
            return "TIFF";
        if (file.Length >= 12 && file[4..8].SequenceEqual("ftyp"u8) && (file[8..12].SequenceEqual("avif"u8) || file[8..12].SequenceEqual("heic"u8) || file[8..12].SequenceEqual("mif1"u8)))
            return "AVIF and HEIC";
        return file.StartsWith((ReadOnlySpan<byte>)[0xff, 0x0a]) || file.StartsWith((ReadOnlySpan<byte>)[0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ']) ? "JPEG XL" : null;
    }
}
