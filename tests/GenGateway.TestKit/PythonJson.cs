using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit;

/// <summary>JSON in the ways in which Python's json module differs from <see cref="Json"/>.</summary>
internal static class PythonJson
{
    /// <summary>A float: a whole one keeps its <c>.0</c>.</summary>
    public static JsonNode Real(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture).ToLowerInvariant();
        return JsonNode.Parse(text.Contains('.', StringComparison.Ordinal) || text.Contains('e', StringComparison.Ordinal) ? text : text + ".0")!;
    }

    /// <summary>An int of any size; read back, it is what a parsed body would have held.</summary>
    public static JsonNode Whole(long value) => JsonNode.Parse(value.ToString(CultureInfo.InvariantCulture))!;

    /// <summary><c>json.dumps</c> as it is without options: a blank behind commas and colons, nothing but ASCII.</summary>
    public static string Dumps(JsonNode? node) => node switch
    {
        null => "null",
        JsonObject json => $"{{{string.Join(", ", json.Select(member => $"{Quoted(member.Key)}: {Dumps(member.Value)}"))}}}",
        JsonArray array => $"[{string.Join(", ", array.Select(Dumps))}]",
        _ when node.GetValueKind() == JsonValueKind.String => Quoted(node.GetValue<string>()),
        _ => node.ToJsonString(),
    };

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                '\b' => quoted.Append("\\b"),
                '\f' => quoted.Append("\\f"),
                >= ' ' and <= '~' => quoted.Append(character),
                _ => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"),
            };
        }

        return quoted.Append('"').ToString();
    }
}
