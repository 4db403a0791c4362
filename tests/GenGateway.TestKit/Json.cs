using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit;

/// <summary>JSON as the imitated servers write it: no blanks, nothing escaped that need not be, members in the order they were added.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Utf8(JsonNode node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
            node.WriteTo(writer);
        return Encoding.UTF8.GetBytes(Unescaped(Encoding.UTF8.GetString(buffer.ToArray())));
    }

    /// <summary>The object that a body is, or null where it is none.</summary>
    public static JsonObject? Object(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A member as text, or null where it is absent or something else.</summary>
    public static string? Text(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A member as a whole number, or null where it is absent or something else.</summary>
    public static int? Number(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<int>(out var number) ? number : null;

    public static bool IsTrue(JsonObject body, string name) =>
        body[name] is JsonValue value && value.TryGetValue<bool>(out var truth) && truth;

    public static bool IsKind(JsonNode? node, params ReadOnlySpan<JsonValueKind> kinds) =>
        node is not null && kinds.Contains(node.GetValueKind());

    /// <summary>The object without one of its members, if so.</summary>
    public static JsonObject Without(this JsonObject json, string name, bool when)
    {
        if (when)
            json.Remove(name);
        return json;
    }

    /// <summary>Puts back the characters beyond the first plane, which even the framework's relaxed encoder escapes and the imitated servers do not.</summary>
    private static string Unescaped(string json)
    {
        if (!json.Contains("\\uD", StringComparison.Ordinal))
            return json;
        var text = new StringBuilder(json.Length);
        for (var at = 0; at < json.Length;)
        {
            if (json[at] != '\\')
            {
                text.Append(json[at++]);
            }
            else if (Unit(json, at) is { } high && char.IsHighSurrogate(high) && Unit(json, at + 6) is { } low && char.IsLowSurrogate(low))
            {
                text.Append(high).Append(low);
                at += 12;
            }
            else
            {
                text.Append(json, at, 2);
                at += 2;
            }
        }

        return text.ToString();
    }

    private static char? Unit(string json, int at) =>
        at + 6 <= json.Length && json[at] == '\\' && json[at + 1] == 'u' ? (char)int.Parse(json.AsSpan(at + 2, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) : null;
}
