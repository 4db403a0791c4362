using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>The usage object of OpenAI's image routes, whose names are not those of its text routes.</summary>
internal static class ImageUsage
{
    /// <summary>Writes the member <c>usage</c>; unknown usage is no member at all.</summary>
    public static void WriteIfKnown(Utf8JsonWriter json, Usage? usage)
    {
        if (usage is null)
            return;
        json.WriteStartObject("usage");
        json.WriteNumber("input_tokens", usage.PromptTokens);
        json.WriteNumber("output_tokens", usage.CompletionTokens);
        json.WriteNumber("total_tokens", usage.TotalTokens);
        json.WriteEndObject();
    }
}
