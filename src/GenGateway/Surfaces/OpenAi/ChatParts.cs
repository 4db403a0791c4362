using System.Buffers.Text;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads a message's <c>content</c>: a text, or parts of text and pictures.</summary>
internal static class ChatParts
{
    private const string Base64Mark = ";base64";

    public static IReadOnlyList<ChatPart> Read(Fields message, string role)
    {
        var path = message.PathOf("content");
        if (message.Any("content") is not { } content)
        {
            // An assistant's turn that only called tools has none.
            if (role != "assistant")
                message.Faults.Add(path, $"{path} is missing: only an assistant's message may come without.");
            return [];
        }

        if (content.ValueKind == JsonValueKind.String)
            return JsonText.Of(content) is { Length: > 0 } text ? [new ChatPart.Text(text)] : [];
        if (content.ValueKind == JsonValueKind.Array)
            return Parts(content, path, message.Faults);
        message.Faults.Add(path, $"{path} must be a string or an array of parts, not {Fields.KindOf(content)}.");
        return [];
    }

    private static List<ChatPart> Parts(JsonElement content, string path, Faults faults)
    {
        var parts = new List<ChatPart>(content.GetArrayLength());
        foreach (var item in content.EnumerateArray())
        {
            var place = $"{path}[{parts.Count}]";
            if (item.ValueKind != JsonValueKind.Object)
            {
                faults.Add(place, $"{place} must be an object, not {Fields.KindOf(item)}.");
                break;
            }

            if (Part(new Fields(item, place, faults), place) is not { } part)
                break;
            parts.Add(part);
        }

        return parts;
    }

    private static ChatPart? Part(Fields part, string place)
    {
        switch (part.Text("type"))
        {
            case "text":
                return Text(part, "text");
            // An assistant's earlier refusal is text of the conversation like any other.
            case "refusal":
                return Text(part, "refusal");
            case "image_url":
                return Picture(part, place);
            default:
                part.Faults.Add(place, $"{place} is neither text nor a picture (image_url): audio and files are not taken yet.");
                return null;
        }
    }

    private static ChatPart.Text? Text(Fields part, string field)
    {
        if (part.Text(field) is { } text)
            return new(text);
        part.Faults.Add(part.PathOf(field), $"{part.PathOf(field)} is missing.");
        return null;
    }

    private static ChatPart? Picture(Fields part, string place)
    {
        if (part.Object("image_url") is not { } picture || picture.Text("url") is not { } url)
        {
            part.Faults.Add(place, $"{place} has no image_url.url.");
            return null;
        }

        var detail = picture.Name("detail");
        if (PictureOf(url, detail) is { } read)
            return read;
        part.Faults.Add(place, $"{place}.image_url.url must be an http or https address, or the picture itself: data:image/png;base64,… with valid base64.");
        return null;
    }

    /// <summary>The picture behind an address, or in it; null where it is neither.</summary>
    public static ChatPart? PictureOf(string url, string? detail, string? field = null) => IsLink(url) ? new ChatPart.ImageLink(url, detail) { Field = field } : OfDataUrl(url, detail, field);

    private static bool IsLink(string url) =>
        url.StartsWith("https://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase);

    private static ChatPart.Image? OfDataUrl(string url, string? detail, string? field)
    {
        if (!url.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
            return null;
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        if (comma < 0 || !url.AsSpan(0, comma).EndsWith(Base64Mark, StringComparison.OrdinalIgnoreCase))
            return null;
        var type = url.AsSpan("data:".Length, comma - "data:".Length - Base64Mark.Length);
        if (type.IndexOf(';') is var semicolon and >= 0)
            type = type[..semicolon];
        var data = url[(comma + 1)..];
        return data.Length > 0 && Base64.IsValid(data) ? new(type.ToString().ToLowerInvariant(), data, detail) { Field = field } : null;
    }
}
