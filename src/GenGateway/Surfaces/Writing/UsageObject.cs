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
        if (usage.CachedTokens is not null || usage.CacheWriteTokens is not null)
        {
            json.WriteStartObject("prompt_tokens_details");
            if (usage.CachedTokens is { } cached)
                json.WriteNumber("cached_tokens", cached);
            // OpenAI has no name for it; OpenRouter's.
            if (usage.CacheWriteTokens is { } written)
                json.WriteNumber("cache_write_tokens", written);
            json.WriteEndObject();
        }

        if (usage.ReasoningTokens is { } thoughts)
        {
            json.WriteStartObject("completion_tokens_details");
            json.WriteNumber("reasoning_tokens", thoughts);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
