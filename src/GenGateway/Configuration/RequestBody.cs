using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GenGateway.Configuration;

/// <summary>Turns the written body of a service of one's own into JSON. What a file gives no type (YAML's plain words) is a number, true or false where it looks like one.</summary>
internal static class RequestBody
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body's JSON; placeholders that are none are errors in the report.</summary>
    /// <param name="body">A section.</param>
    /// <param name="names">The placeholders that there are.</param>
    /// <param name="report">Takes the errors.</param>
    public static string Write(ConfigNode body, IReadOnlyList<string> names, LoadReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, Options))
            Write(json, body, names, report);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private static void Write(Utf8JsonWriter json, ConfigNode node, IReadOnlyList<string> names, LoadReport report)
    {
        switch (node.Kind)
        {
            case ConfigNodeKind.Nothing:
                json.WriteNullValue();
                break;
            case ConfigNodeKind.List:
                json.WriteStartArray();
                foreach (var item in node.Items) Write(json, item, names, report);
                json.WriteEndArray();
                break;
            case ConfigNodeKind.Section:
                json.WriteStartObject();
                foreach (var (name, child) in node.Children)
                {
                    json.WritePropertyName(name);
                    Write(json, child, names, report);
                }

                json.WriteEndObject();
                break;
            case ConfigNodeKind.Value when Plain(node) is { } plain:
                json.WriteRawValue(plain);
                break;
            default:
                Check(node, names, report);
                json.WriteStringValue(node.Text);
                break;
        }
    }

    /// <summary>The JSON of a number, true or false; null: it is a text.</summary>
    private static string? Plain(ConfigNode node)
    {
        if (node.IsTextType ?? node.IsQuoted) return null;
        if (node.Text is "true" or "True" or "TRUE") return "true";
        if (node.Text is "false" or "False" or "FALSE") return "false";
        var digits = Encoding.UTF8.GetBytes(node.Text);
        var reader = new Utf8JsonReader(digits);
        try
        {
            return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.BytesConsumed == digits.Length ? node.Text : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void Check(ConfigNode node, IReadOnlyList<string> names, LoadReport report)
    {
        if (TemplateText.IsOpen(node.Text)) report.Error(node.Origin, node.Path, $"{ConfigText.Show(node.Text)} opens a placeholder with {{{{ that no }}}} closes");
        foreach (var (name, _) in TemplateText.Parts(node.Text).Where(part => part.IsName && !names.Contains(part.Text)))
        {
            var near = NearestName.Find(name, names) is { } nearest ? $"; did you mean {{{{{nearest}}}}}?" : "";
            report.Error(node.Origin, node.Path, $"{ConfigText.Show($"{{{{{name}}}}}")} is no field of a request; there are {string.Join(", ", names)}{near}");
        }
    }
}
