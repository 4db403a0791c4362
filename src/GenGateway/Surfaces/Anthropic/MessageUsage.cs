using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>Anthropic's usage object. Clients read its two counts without asking whether they are there: what is not known is <c>null</c>, never zero.</summary>
internal static class MessageUsage
{
    /// <summary>Writes the member <c>usage</c> of an answer that is complete.</summary>
    public static void Write(Utf8JsonWriter json, Usage? usage)
    {
        json.WriteStartObject("usage");
        if (usage is null)
        {
            json.WriteNull("input_tokens");
            json.WriteNull("output_tokens");
        }
        else
        {
            WriteKnown(json, usage);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the member <c>usage</c> of an answer that begins: counts so far, and a zero for input that is told at the end.</summary>
    public static void WriteBegun(Utf8JsonWriter json, Usage? usage)
    {
        json.WriteStartObject("usage");
        WriteKnown(json, usage ?? new Usage(0, 0));
        json.WriteEndObject();
    }

    // Anthropic's input leaves out what a cache gave or took.
    private static void WriteKnown(Utf8JsonWriter json, Usage usage)
    {
        json.WriteNumber("input_tokens", Math.Max(0, usage.PromptTokens - (usage.CachedTokens ?? 0) - (usage.CacheWriteTokens ?? 0)));
        json.WriteNumber("output_tokens", usage.CompletionTokens);
        if (usage.CacheWriteTokens is { } written)
            json.WriteNumber("cache_creation_input_tokens", written);
        if (usage.CachedTokens is { } cached)
            json.WriteNumber("cache_read_input_tokens", cached);
        if (usage.ReasoningTokens is not { } thoughts)
            return;
        json.WriteStartObject("output_tokens_details");
        json.WriteNumber("thinking_tokens", thoughts);
        json.WriteEndObject();
    }
}
