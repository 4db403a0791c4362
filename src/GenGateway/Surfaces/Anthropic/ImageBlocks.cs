using System.Buffers.Text;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Reads a block of the type <c>image</c>.</summary>
internal static class ImageBlocks
{
    public static ChatPart? Read(Fields block)
    {
        if (block.Object("source") is not { } source)
        {
            block.Faults.Add(block.PathOf("source"), $"{block.PathOf("source")} is missing: an object of the type base64 or url.");
            return null;
        }

        switch (source.Text("type"))
        {
            case "base64":
                return Inline(source) is { } inline ? inline with { Field = block.Path } : null;
            case "url":
                return Link(source) is { } link ? link with { Field = block.Path } : null;
            default:
                // Files of Anthropic's own store cannot be read here.
                source.Faults.Add(source.PathOf("type"), $"{source.PathOf("type")} must be base64 or url.");
                return null;
        }
    }

    private static ChatPart.Image? Inline(Fields source)
    {
        var type = source.Text("media_type");
        if (type is not ("image/jpeg" or "image/png" or "image/gif" or "image/webp"))
        {
            source.Faults.Add(source.PathOf("media_type"), $"{source.PathOf("media_type")} must be image/jpeg, image/png, image/gif or image/webp.");
            return null;
        }

        if (source.Text("data") is { Length: > 0 } data && Base64.IsValid(data))
            return new ChatPart.Image(type, data);
        source.Faults.Add(source.PathOf("data"), $"{source.PathOf("data")} must be the picture's bytes in base64, with padding and without a data: prefix.");
        return null;
    }

    private static ChatPart.ImageLink? Link(Fields source)
    {
        if (source.Text("url") is { } url
            && (url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)))
            return new ChatPart.ImageLink(url);
        source.Faults.Add(source.PathOf("url"), $"{source.PathOf("url")} must be an http or https address.");
        return null;
    }
}
