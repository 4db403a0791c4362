using System.Text.Json;

namespace GenGateway.Configuration;

/// <summary>Turns a JSON object, such as a body that adds a backend, into a <see cref="ConfigNode"/>.</summary>
/// <remarks>Bounded like <see cref="YamlTree"/>: strangers send this. Messages carry the setting's path, which is the field to name in the answer.</remarks>
internal static class JsonTree
{
    public const int MostBytes = 1024 * 1024;

    private const int MostDepth = 32;
    private const int MostNodes = 10_000;

    /// <summary>The object as a section, or null with an error in the report.</summary>
    /// <param name="json">UTF-8 text.</param>
    /// <param name="source">What it is told as, such as <c>body</c>.</param>
    /// <param name="report">Takes the errors.</param>
    public static ConfigNode? Read(ReadOnlySpan<byte> json, string source, LoadReport report)
    {
        var origin = new ConfigOrigin(source);
        if (json.Length > MostBytes)
        {
            report.Error(origin, "", $"larger than {MostBytes} bytes, the most that is read");
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MostDepth });
            var nodes = 0;
            reader.Read();
            var root = Node(ref reader, "", origin, report, ref nodes);
            if (reader.Read()) throw new JsonException("something follows the object");
            if (root.Kind == ConfigNodeKind.Section) return root;
            report.Error(origin, "", "must be a JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: text that is not UTF-8, or half a surrogate pair.
            report.Error(origin, "", $"not JSON: {e.Message}");
        }

        return null;
    }

    private static ConfigNode Node(ref Utf8JsonReader reader, string path, ConfigOrigin origin, LoadReport report, ref int nodes)
    {
        if (++nodes > MostNodes) throw new JsonException($"more than {MostNodes} values");
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var children = new Dictionary<string, ConfigNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
                {
                    var name = reader.GetString()!;
                    var child = ConfigNode.Join(path, name);
                    reader.Read();
                    if (!children.TryAdd(name, Node(ref reader, child, origin, report, ref nodes))) report.Error(origin, child, "written twice; keep one of them");
                }

                return ConfigNode.Section(path, origin, children);
            case JsonTokenType.StartArray:
                var items = new List<ConfigNode>();
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Node(ref reader, $"{path}[{items.Count}]", origin, report, ref nodes));
                return ConfigNode.List(path, origin, items);
            case JsonTokenType.String:
                return ConfigNode.Typed(path, origin, reader.GetString()!, isText: true);
            case JsonTokenType.Null:
                return ConfigNode.Nothing(path, origin);
            default:
                // Numbers, true and false: as they are written.
                return ConfigNode.Typed(path, origin, System.Text.Encoding.UTF8.GetString(reader.ValueSpan), isText: false);
        }
    }
}
