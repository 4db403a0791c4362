namespace GenGateway.Journey;

/// <summary>A kind of picture file.</summary>
/// <param name="MediaType">Its media type (<c>image/png</c>).</param>
/// <param name="Extension">How names of such files end, without the dot.</param>
public sealed record ImageType(string MediaType, string Extension)
{
    /// <summary>Bytes that <see cref="Of"/> needs to see.</summary>
    public const int HeadLength = 12;

    public static ImageType Png { get; } = new("image/png", "png");

    public static ImageType Jpeg { get; } = new("image/jpeg", "jpg");

    public static ImageType Gif { get; } = new("image/gif", "gif");

    public static ImageType WebP { get; } = new("image/webp", "webp");

    /// <summary>The kind whose names end so.</summary>
    /// <param name="extension">Without the dot; case counts.</param>
    /// <returns>Null where it is none of these.</returns>
    public static ImageType? Named(ReadOnlySpan<char> extension) => extension switch
    {
        "png" => Png,
        "jpg" => Jpeg,
        "gif" => Gif,
        "webp" => WebP,
        _ => null,
    };

    /// <summary>What bytes are, by their beginning; what a server or a file's name calls them is not asked.</summary>
    /// <param name="head">The first <see cref="HeadLength"/> bytes, or all there are.</param>
    /// <returns>Null where it is none of these.</returns>
    public static ImageType? Of(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]))
            return Png;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xff, 0xd8, 0xff]))
            return Jpeg;
        if (head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8))
            return Gif;
        return head.Length >= HeadLength && head.StartsWith("RIFF"u8) && head[8..12].SequenceEqual("WEBP"u8) ? WebP : null;
    }
}
