namespace GenGateway.Engine.Imaging.Native;

/// <summary>Reads WebP files of one frame through libwebp.</summary>
internal static unsafe class WebPDecoder
{
    public static CodecLibrary Library { get; } = new(
        ["libwebp.so.7", "libwebp.7.dylib", "/opt/homebrew/lib/libwebp.7.dylib", "libwebp.dll"],
        ["WebPGetInfo", "WebPDecodeRGBAInto"],
        "WebP pictures are read by the system's libwebp, which is not there. Install it (Debian and Ubuntu: libwebp7, Fedora: libwebp, Homebrew: webp), or send PNG.");

    /// <param name="file">A file whose header was read, and whose size is allowed.</param>
    /// <exception cref="PictureException">It is broken, has several frames, or the library is missing.</exception>
    public static Picture Decode(ReadOnlySpan<byte> file)
    {
        var header = WebPHeader.Read(file);
        if (header.IsAnimated)
            throw PictureException.Unsupported("WebP pictures that move are not read here; send one of one frame.");
        var functions = Library.Require();
        fixed (byte* bytes = file)
        {
            var (width, height) = (0, 0);
            // It reads the file by itself: it must come to the size that was allowed.
            if (((delegate* unmanaged<byte*, nuint, int*, int*, int>)functions[0])(bytes, (nuint)file.Length, &width, &height) == 0 || width != header.Width || height != header.Height)
                throw PictureException.Corrupt("its size is not what its header says");
            var picture = new Picture(width, height);
            fixed (byte* pixels = picture.Pixels)
            {
                if (((delegate* unmanaged<byte*, nuint, byte*, nuint, int, byte*>)functions[1])(bytes, (nuint)file.Length, pixels, (nuint)picture.Pixels.Length, width * Picture.PixelBytes) is not null)
                    return picture;
            }

            picture.Dispose();
            throw PictureException.Corrupt("its pixels cannot be read");
        }
    }
}
