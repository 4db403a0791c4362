using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Writing;

/// <summary>OpenAI's usage object.</summary>
internal static class UsageObject
{
    /// <summary>Writes the member <c>usage</c>; unknown usage is no member at all.</summary>
    public static void WriteIfKnown(Utf8JsonWriter json, Usage? usage)
    {
        if (usage is null)
            return;
        json.WritePropertyName("usage");
        Write(json, usage);
    }

    public static void Write(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject();
        json.WriteNumber("prompt_tokens", usage.PromptTokens);
        json.WriteNumber("completion_tokens", usage.CompletionTokens);
        json.WriteNumber("total_tokens", usage.TotalTokens);
        if (usage.CachedTokens is { } cached)
        {
            json.WriteStartObject("prompt_tokens_details");
            json.WriteNumber("cached_tokens", cached);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
