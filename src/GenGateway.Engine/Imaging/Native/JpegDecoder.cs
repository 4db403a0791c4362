using System.Runtime.InteropServices;
using GenGateway.Engine.Runtime;

namespace GenGateway.Engine.Imaging.Native;

/// <summary>Reads JPEG files through libjpeg-turbo (its TurboJPEG interface, version 2 and later).</summary>
internal static unsafe class JpegDecoder
{
    // TurboJPEG's numbers.
    private const int Rgba = 7;
    private const int Cmyk = 11;
    private const int LimitScans = 32_768;
    private const int Warning = 0;

    // Encoders write about a dozen; each costs as much time as the whole picture.
    private const int MostScans = 64;

    public static CodecLibrary Library { get; } = new(
        ["libturbojpeg.so.0", "libturbojpeg.0.dylib", "/opt/homebrew/lib/libturbojpeg.0.dylib", "turbojpeg.dll"],
        ["tjInitDecompress", "tjDecompressHeader3", "tjDecompress2", "tjGetErrorStr2", "tjGetErrorCode", "tjDestroy"],
        "JPEG pictures are read by the system's libturbojpeg, which is not there. Install it (Debian: libturbojpeg0, Ubuntu: libturbojpeg, Fedora: turbojpeg, Homebrew: jpeg-turbo), or send PNG.");

    /// <param name="file">A file whose header was read, and whose size is allowed.</param>
    /// <exception cref="PictureException">It is broken, or the library is missing.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file)
    {
        var functions = Library.Require();
        var header = JpegHeader.Read(file);
        if (JpegHeader.ScansOf(file) > MostScans)
            throw PictureException.Unsupported($"JPEG pictures in more than {MostScans} scans are not read here.");
        var decoder = ((delegate* unmanaged<nint>)functions[0])();
        if (decoder == 0)
            throw PictureException.Unsupported("The system's libturbojpeg does not start: there may be no memory for it.");
        try
        {
            return Decode(functions, decoder, file, header);
        }
        finally
        {
            _ = ((delegate* unmanaged<nint, int>)functions[5])(decoder);
        }
    }

    private static Picture Decode(nint[] functions, nint decoder, ReadOnlySpan<byte> file, JpegHeader header)
    {
        var (width, height, subsampling, colours) = (0, 0, 0, 0);
        fixed (byte* bytes = file)
        {
            if (((delegate* unmanaged<nint, byte*, nuint, int*, int*, int*, int*, int>)functions[1])(decoder, bytes, (nuint)file.Length, &width, &height, &subsampling, &colours) != 0)
                ThrowUnlessHarmless(functions, decoder);
            // It reads the file by itself: it must have come to the size that was allowed.
            if (width != header.Width || height != header.Height)
                throw PictureException.Corrupt("its size is not what its header says");
        }

        var picture = new Picture(header.Width, header.Height);
        try
        {
            fixed (byte* bytes = file)
            fixed (byte* pixels = picture.Pixels)
            {
                if (((delegate* unmanaged<nint, byte*, nuint, byte*, int, int, int, int, int, int>)functions[2])(decoder, bytes, (nuint)file.Length, pixels, width, 0, height, header.Components == 4 ? Cmyk : Rgba, LimitScans) != 0)
                    ThrowUnlessHarmless(functions, decoder);
            }

            if (header.Components == 4)
                ToRgba(picture.Pixels);
            if (header.Orientation == 1)
                return picture;
            var upright = header.IsTurned ? new Picture(height, width) : new Picture(width, height);
            ExifOrientation.Turn(header.Orientation, MemoryMarshal.Cast<byte, uint>(picture.Pixels), width, height, MemoryMarshal.Cast<byte, uint>(upright.Pixels));
            picture.Dispose();
            return upright;
        }
        catch
        {
            picture.Dispose();
            throw;
        }
    }

    /// <summary>Ink as the files have it, inverted: all that write such files do, whether they say so or not.</summary>
    private static void ToRgba(Span<byte> pixels)
    {
        for (var at = 0; at < pixels.Length; at += Picture.PixelBytes)
        {
            var key = pixels[at + 3];
            for (var colour = 0; colour < 3; colour++)
                pixels[at + colour] = (byte)(((pixels[at + colour] * key) + 127) / 255);
            pixels[at + 3] = byte.MaxValue;
        }
    }

    // The texts are libjpeg's own, older than any of its versions that is in use, and never translated.
    private static void ThrowUnlessHarmless(nint[] functions, nint decoder)
    {
        var text = NativeText.Read(((delegate* unmanaged<nint, byte*>)functions[3])(decoder));
        if (text.Contains("Premature end", StringComparison.Ordinal))
            throw PictureException.Truncated("within its pixels");
        if (((delegate* unmanaged<nint, int>)functions[4])(decoder) == Warning)
            return;
        throw text.Contains("nsupported", StringComparison.Ordinal) || text.Contains("not supported", StringComparison.Ordinal)
            ? PictureException.Unsupported("JPEG pictures of this kind are not read here.")
            : PictureException.Corrupt("its pixels cannot be read");
    }
}
