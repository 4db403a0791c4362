using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.A1111;

/// <summary>One field of a request, and how pydantic 1 reads it: a number may come as a text, a text as a number, and anything may be null.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it must be.</param>
/// <param name="Default">What it is where it does not come, JSON.</param>
internal sealed record A1111Field(string Name, A1111FieldKind Kind, string Default = "null")
{
    public JsonNode? Read(JsonObject body, List<JsonObject> errors)
    {
        if (!body.TryGetPropertyValue(Name, out var given))
            return JsonNode.Parse(Default);
        if (given is null)
            return null;
        var value = Converted(given);
        if (value is null)
            errors.Add(Wrong());
        return value;
    }

    private JsonNode? Converted(JsonNode given)
    {
        var kind = given.GetValueKind();
        return Kind switch
        {
            A1111FieldKind.Any => given.DeepClone(),
            A1111FieldKind.List => kind == JsonValueKind.Array ? given.DeepClone() : null,
            A1111FieldKind.Object => kind == JsonValueKind.Object ? given.DeepClone() : null,
            A1111FieldKind.Text => kind switch
            {
                JsonValueKind.String => given.DeepClone(),
                JsonValueKind.Number => JsonValue.Create(given.ToJsonString()),
                JsonValueKind.True => JsonValue.Create("True"),
                JsonValueKind.False => JsonValue.Create("False"),
                _ => null,
            },
            A1111FieldKind.Truth => Truth(kind == JsonValueKind.String ? given.GetValue<string>().ToLowerInvariant() : given.ToJsonString()),
            A1111FieldKind.Real => Number(given, kind) is { } real ? PythonJson.Real(real) : null,
            A1111FieldKind.Whole => Number(given, kind) is { } number && (kind != JsonValueKind.String || double.IsInteger(number)) ? PythonJson.Whole((long)number) : null,
        };
    }

    private static double? Number(JsonNode given, JsonValueKind kind) => kind switch
    {
        JsonValueKind.Number => given.GetValue<double>(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String when double.TryParse(given.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
        _ => null,
    };

    private static JsonValue? Truth(string text) => text switch
    {
        "true" or "1" or "on" or "t" or "y" or "yes" => JsonValue.Create(true),
        "false" or "0" or "off" or "f" or "n" or "no" => JsonValue.Create(false),
        _ => null,
    };

    private JsonObject Wrong()
    {
        var (message, type) = Kind switch
        {
            A1111FieldKind.Text => ("str type expected", "type_error.str"),
            A1111FieldKind.Whole => ("value is not a valid integer", "type_error.integer"),
            A1111FieldKind.Real => ("value is not a valid float", "type_error.float"),
            A1111FieldKind.Truth => ("value could not be parsed to a boolean", "type_error.bool"),
            A1111FieldKind.List => ("value is not a valid list", "type_error.list"),
            A1111FieldKind.Object => ("value is not a valid dict", "type_error.dict"),
            A1111FieldKind.Any => throw new InvalidOperationException("Nothing is wrong for a field that takes anything."),
        };
        return new JsonObject { ["loc"] = new JsonArray("body", Name), ["msg"] = message, ["type"] = type };
    }
}
