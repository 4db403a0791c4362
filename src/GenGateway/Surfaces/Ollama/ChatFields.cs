using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>Reads what says how a chat's answer is to be: <c>format</c> and <c>think</c>.</summary>
internal static class ChatFields
{
    public static ResponseFormat? Format(Fields fields)
    {
        if (fields.Any("format") is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Object)
            return new ResponseFormat.JsonSchema(null, null, value.GetRawText(), null);
        switch (value.ValueKind == JsonValueKind.String ? JsonText.Of(value) : null)
        {
            case "":
                return null;
            case "json":
                return new ResponseFormat.JsonObject();
            default:
                fields.Faults.Add("format", "format must be \"json\", or a JSON schema as an object.");
                return null;
        }
    }

    /// <returns>OpenAI's word for it; null: not said.</returns>
    public static string? Effort(Fields fields)
    {
        if (fields.Any("think") is not { } value)
            return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean() ? "medium" : "none";
        if (value.ValueKind == JsonValueKind.String && JsonText.Of(value) is ("low" or "medium" or "high" or "max") and var level)
            return level;
        fields.Faults.Add("think", "think must be true, false, \"low\", \"medium\", \"high\" or \"max\".");
        return null;
    }
}
