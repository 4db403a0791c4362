using GenGateway.Engine.Imaging.Native;
using GenGateway.Engine.Imaging.Png;

namespace GenGateway.Engine.Imaging;

/// <summary>Reads picture files: PNG by itself, JPEG and WebP through the system's libraries where they are there. Thread safe; each call works on the caller's thread.</summary>
public static class PictureDecoder
{
    /// <summary>Decodes a file. What it takes is bounded by <see cref="PictureHeader.DecodingBytes"/> of its header, whatever the bytes are.</summary>
    /// <param name="file">All of it. The bytes decide what it is, and no name.</param>
    /// <param name="mostPixels">Pixels that it may have, at least 1; checked before anything is allocated.</param>
    /// <param name="cancellationToken">Ends it between two rows of a PNG; a library's work is not interrupted.</param>
    /// <returns>The picture, upright, the caller's from now on.</returns>
    /// <exception cref="PictureException">It is no picture that can be read, a broken one, or has more pixels.</exception>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public static Picture Decode(ReadOnlyMemory<byte> file, long mostPixels, CancellationToken cancellationToken = default)
    {
        var header = PictureHeader.Read(file, mostPixels);
        cancellationToken.ThrowIfCancellationRequested();
        return header.Kind switch
        {
            PictureKind.Png => PngDecoder.Decode(file, cancellationToken),
            PictureKind.Jpeg => JpegDecoder.Decode(file.Span),
            PictureKind.WebP => WebPDecoder.Decode(file.Span),
            PictureKind.Gif => throw PictureException.Unsupported("GIF pictures are not read here; send PNG, JPEG or WebP."),
        };
    }
}
