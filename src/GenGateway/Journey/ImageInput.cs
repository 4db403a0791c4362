using GenGateway.Engine.Imaging;

namespace GenGateway.Journey;

/// <summary>A picture that a client sent.</summary>
/// <param name="Type">What it is.</param>
/// <param name="Bytes">The file; a part of the request's body, and valid as long as that.</param>
/// <param name="Header">What its first bytes say, within <c>limits.image_pixels</c>. Behind them nobody has looked yet.</param>
public sealed record ImageInput(ImageType Type, ReadOnlyMemory<byte> Bytes, PictureHeader Header)
{
    /// <summary>Looks at a picture's header, which takes no memory.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">The client's name for it, for messages.</param>
    /// <param name="mostPixels">Pixels that it may have (<c>limits.image_pixels</c>).</param>
    /// <returns>The picture; or that it is none, broken, or too large, before anybody else sees it.</returns>
    public static Errors.Outcome<ImageInput> Read(ReadOnlyMemory<byte> bytes, string name, long mostPixels)
    {
        try
        {
            var header = PictureHeader.Read(bytes, mostPixels);
            var type = header.Kind switch
            {
                PictureKind.Png => ImageType.Png,
                PictureKind.Jpeg => ImageType.Jpeg,
                PictureKind.WebP => ImageType.WebP,
                PictureKind.Gif => ImageType.Gif,
            };
            return new ImageInput(type, bytes, header);
        }
        catch (PictureException thrown)
        {
            return PictureFailure.Of(thrown, name);
        }
    }
}
