using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>Reads <c>response_format</c>.</summary>
internal static class ResponseFormats
{
    public static ResponseFormat? Read(Fields fields, Drops drops)
    {
        if (fields.Object("response_format") is not { } format)
            return null;
        switch (format.Text("type"))
        {
            case "text":
                return null;
            case "json_object":
                return new ResponseFormat.JsonObject();
            case "json_schema":
                return Schema(format);
            case null:
                fields.Faults.Add("response_format", "response_format must be an object with a type.");
                return null;
            default:
                drops.Add("response_format");
                return null;
        }
    }

    private static ResponseFormat.JsonSchema? Schema(Fields format)
    {
        if (format.Object("json_schema") is { } wrapped && wrapped.Any("schema") is { ValueKind: JsonValueKind.Object } schema)
            return new(wrapped.Name("name"), wrapped.Name("description"), schema.GetRawText(), wrapped.Flag("strict"));
        var path = format.PathOf("json_schema");
        format.Faults.Add(path, $"{path}.schema is missing, or no object: the schema that the answer is to follow.");
        return null;
    }
}
