using System.Globalization;
using System.Text;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Backends.Custom;

/// <summary>The body of a service of one's own, with the fields of a request in the places of its placeholders. Immutable, thread safe.</summary>
/// <remarks>A text that is one placeholder becomes the field in its own type, and is left out with its name where the request has no such field; within a text an absent field is empty.</remarks>
internal sealed class CustomBody
{
    private readonly JsonElement _template;

    /// <param name="template">A JSON object.</param>
    public CustomBody(string template)
    {
        _template = JsonElement.Parse(template);
        Taken = Texts(_template).SelectMany(TemplateText.Parts).Where(static part => part.IsName).Select(static part => part.Text).ToHashSet();
    }

    /// <summary>The placeholders that it has.</summary>
    public IReadOnlySet<string> Taken { get; }

    /// <summary>Fills it in.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="model">The model's name there; null: none is told.</param>
    public ReadOnlyMemory<byte> Write(ImageTask task, string? model) => RequestJson.Write(json => WriteMembers(json, _template, task, model));

    private static void WriteMembers(Utf8JsonWriter json, JsonElement template, ImageTask task, string? model)
    {
        foreach (var member in template.EnumerateObject())
        {
            if (IsAbsent(member.Value, task, model))
                continue;
            json.WritePropertyName(member.Name);
            Write(json, member.Value, task, model);
        }
    }

    private static void Write(Utf8JsonWriter json, JsonElement template, ImageTask task, string? model)
    {
        switch (template.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                WriteMembers(json, template, task, model);
                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in template.EnumerateArray().Where(item => !IsAbsent(item, task, model)))
                    Write(json, item, task, model);
                json.WriteEndArray();
                break;
            case JsonValueKind.String when Only(template) is { } name:
                Write(json, CustomFields.Of(name, task, model)!);
                break;
            case JsonValueKind.String:
                json.WriteTextValue(Filled(template.GetString()!, task, model));
                break;
            default:
                template.WriteTo(json);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, object value)
    {
        switch (value)
        {
            case string text:
                json.WriteTextValue(text);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case ImageInput image:
                json.WriteBase64StringValue(image.Bytes.Span);
                break;
            case IEnumerable<ImageInput> images:
                json.WriteStartArray();
                foreach (var image in images)
                    json.WriteBase64StringValue(image.Bytes.Span);
                json.WriteEndArray();
                break;
        }
    }

    private static string Filled(string template, ImageTask task, string? model)
    {
        var filled = new StringBuilder();
        foreach (var (text, isName) in TemplateText.Parts(template))
            filled.Append(isName ? Shown(CustomFields.Of(text, task, model)) : text);
        return filled.ToString();
    }

    private static string Shown(object? value) => value switch
    {
        null => "",
        ImageInput image => Convert.ToBase64String(image.Bytes.Span),
        IEnumerable<ImageInput> images => string.Join(',', images.Select(static image => Convert.ToBase64String(image.Bytes.Span))),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static bool IsAbsent(JsonElement template, ImageTask task, string? model) => Only(template) is { } name && CustomFields.Of(name, task, model) is null;

    /// <summary>The name of the one placeholder that a text is; null: it is something else.</summary>
    private static string? Only(JsonElement template) =>
        template.ValueKind == JsonValueKind.String && TemplateText.Parts(template.GetString()!) is [(var name, true)] ? name : null;

    private static IEnumerable<string> Texts(JsonElement template) => template.ValueKind switch
    {
        JsonValueKind.Object => template.EnumerateObject().SelectMany(static member => Texts(member.Value)),
        JsonValueKind.Array => template.EnumerateArray().SelectMany(Texts),
        JsonValueKind.String => [template.GetString()!],
        _ => [],
    };
}
