using System.Text.Json;
using GenGateway.Journey;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>OpenAI's two objects of probabilities: a chat's, and the older one of completions.</summary>
internal static class LogprobsObject
{
    // The older object tells a token's place in the text, and what it knows nothing of is null.
    private const float Least = -9999;

    /// <summary>Writes the value of a chat's <c>logprobs</c>; null where there are none.</summary>
    public static void WriteOfChat(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> tokens)
    {
        if (tokens.Count == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray("content");
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            Write(json, token);
            json.WriteStartArray("top_logprobs");
            foreach (var other in token.Top)
            {
                json.WriteStartObject();
                Write(json, other);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("refusal");
        json.WriteEndObject();
    }

    /// <summary>Writes the value of a completion's <c>logprobs</c>; null where there are none.</summary>
    /// <param name="json">Behind the member's name.</param>
    /// <param name="tokens">In order.</param>
    /// <param name="start">Where the first token's text begins in the choice's, in characters.</param>
    public static void WriteOfCompletion(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> tokens, int start)
    {
        if (tokens.Count == 0)
        {
            json.WriteNullValue();
            return;
        }

        json.WriteStartObject();
        json.WriteStartArray("tokens");
        foreach (var token in tokens)
            json.WriteStringValue(token.Token);
        json.WriteEndArray();
        json.WriteStartArray("token_logprobs");
        foreach (var token in tokens)
            json.WriteNumberValue(Finite(token.Logprob));
        json.WriteEndArray();
        json.WriteStartArray("top_logprobs");
        foreach (var token in tokens)
            WriteTop(json, token.Top);
        json.WriteEndArray();
        json.WriteStartArray("text_offset");
        foreach (var token in tokens)
        {
            json.WriteNumberValue(start);
            start += token.Token.Length;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTop(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> top)
    {
        json.WriteStartObject();
        // Two tokens may have the same text; an object has each name once.
        foreach (var other in top.DistinctBy(static other => other.Token, StringComparer.Ordinal))
            json.WriteNumber(other.Token, Finite(other.Logprob));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, TokenLogprob token)
    {
        json.WriteString("token", token.Token);
        json.WriteNumber("logprob", Finite(token.Logprob));
        if (token.Bytes is not { } bytes)
        {
            json.WriteNull("bytes");
            return;
        }

        json.WriteStartArray("bytes");
        foreach (var part in bytes.Span)
            json.WriteNumberValue(part);
        json.WriteEndArray();
    }

    private static float Finite(float logprob) => float.IsFinite(logprob) ? logprob : Least;
}
