using System.Buffers.Text;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Reads <c>images</c>: base64 alone, so that what a picture is shows in its first bytes only.</summary>
internal static class Pictures
{
    public static IReadOnlyList<ChatPart> Read(Fields fields)
    {
        if (fields.Array("images") is not { } list)
            return [];
        var pictures = new List<ChatPart>(list.GetArrayLength());
        foreach (var item in list.EnumerateArray())
        {
            var place = $"{fields.PathOf("images")}[{pictures.Count}]";
            if (item.ValueKind != JsonValueKind.String)
            {
                fields.Faults.Add(place, $"{place} must be a string of base64, not {Fields.KindOf(item)}.");
                break;
            }

            var data = JsonText.Of(item);
            if (data.Length == 0 || !Base64.IsValid(data))
            {
                fields.Faults.Add(place, $"{place} is not valid base64. Send the picture's bytes alone, without data: in front.");
                break;
            }

            if (TypeOf(data) is not { } type)
            {
                fields.Faults.Add(place, $"{place} is no PNG, JPEG, GIF or WebP picture.");
                break;
            }

            pictures.Add(new ChatPart.Image(type, data) { Field = place });
        }

        return pictures;
    }

    // The first bytes of each kind, as base64 writes them.
    private static string? TypeOf(string data) => data switch
    {
        _ when data.StartsWith("iVBORw0KGg", StringComparison.Ordinal) => "image/png",
        _ when data.StartsWith("/9j/", StringComparison.Ordinal) => "image/jpeg",
        _ when data.StartsWith("R0lGOD", StringComparison.Ordinal) => "image/gif",
        _ when data.StartsWith("UklGR", StringComparison.Ordinal) => "image/webp",
        _ => null,
    };
}
