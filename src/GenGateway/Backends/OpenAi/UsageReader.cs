using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Reads a usage as OpenAI writes it; chats and responses name its counts differently.</summary>
internal static class UsageReader
{
    /// <summary>Reads the value behind a member's name.</summary>
    /// <param name="reader">On the name; afterwards on the value's end.</param>
    /// <param name="ofResponse">Whether it is a response's.</param>
    /// <param name="isThere">Whether there is an object at all.</param>
    /// <returns>Null: it says nothing.</returns>
    public static Usage? Read(ref Utf8JsonReader reader, bool ofResponse, out bool isThere)
    {
        isThere = reader.TryBeginObject();
        if (!isThere)
            return null;
        int? prompt = null, completion = null, cached = null, written = null, thoughts = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is(ofResponse ? "input_tokens"u8 : "prompt_tokens"u8))
                prompt = reader.ReadCount();
            else if (reader.Is(ofResponse ? "output_tokens"u8 : "completion_tokens"u8))
                completion = reader.ReadCount();
            else if (reader.Is(ofResponse ? "input_tokens_details"u8 : "prompt_tokens_details"u8))
                (cached, written) = Details(ref reader, "cached_tokens"u8, "cache_write_tokens"u8, "cache_creation_tokens"u8);
            else if (reader.Is(ofResponse ? "output_tokens_details"u8 : "completion_tokens_details"u8))
                (thoughts, _) = Details(ref reader, "reasoning_tokens"u8, default, default);
            else
                reader.SkipValue();
        }

        // Some servers send zeros until they know; a zero is not a count.
        return prompt is not null && completion is not null && prompt + completion > 0
            ? new Usage(prompt.Value, completion.Value) { CachedTokens = cached, CacheWriteTokens = written, ReasoningTokens = thoughts }
            : null;
    }

    /// <summary>Two counts of an object; the second has two names (OpenRouter's, LiteLLM's).</summary>
    private static (int? First, int? Second) Details(ref Utf8JsonReader reader, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> otherSecond)
    {
        if (!reader.TryBeginObject())
            return default;

        (int? First, int? Second) counts = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.Is(first))
                counts.First = reader.ReadCount();
            else if (reader.Is(second) || reader.Is(otherSecond))
                counts.Second = reader.ReadCount() ?? counts.Second;
            else
                reader.SkipValue();
        }

        return counts;
    }
}
