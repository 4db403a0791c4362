using System.Globalization;
using System.Text;
using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Writing;

namespace GenGateway.Surfaces.Ollama;

/// <summary>
/// The objects of Ollama's answers, lines of a stream and whole ones: a message in a chat, its members themselves in a completion. What nobody measured or counted
/// is left out.
/// </summary>
/// <param name="isChat">Which of the two.</param>
/// <param name="model">The model as the client knows it.</param>
/// <param name="arrived">The clock's timestamp at which the request arrived.</param>
/// <param name="clock">Dates the objects.</param>
internal sealed class AnswerShape(bool isChat, string model, long arrived, TimeProvider clock)
{
    private const long NanosecondsPerTick = 100;

    /// <summary>As Ollama writes a time.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";

    /// <summary>Nanoseconds, at least 1: Ollama leaves a zero out.</summary>
    public static long Nanoseconds(TimeSpan time) => Math.Max(1, time.Ticks * NanosecondsPerTick);

    /// <summary>Begins an object: everything before <c>done</c>.</summary>
    /// <param name="json">Behind nothing.</param>
    /// <param name="text">Its text.</param>
    /// <param name="thought">What the model thought; empty: nothing.</param>
    /// <param name="calls">The calls; empty: none.</param>
    /// <param name="first">The number of the first of them.</param>
    public void Begin(Utf8JsonWriter json, string text, string thought, IReadOnlyList<GrowingCall> calls, int first)
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteString("created_at", Time(clock.GetUtcNow()));
        if (isChat)
        {
            json.WriteStartObject("message");
            json.WriteString("role", "assistant");
        }

        json.WriteString(isChat ? "content" : "response", text);
        if (thought.Length > 0)
            json.WriteString("thinking", thought);
        if (calls.Count > 0)
            WriteCalls(json, calls, first);
        if (isChat)
            json.WriteEndObject();
    }

    /// <summary>Writes what the last object tells of the whole answer.</summary>
    /// <param name="json">Within the object.</param>
    /// <param name="reason">Why it ended; null: not said.</param>
    /// <param name="usage">What it cost; null: unknown.</param>
    /// <param name="generated">How long the tokens took, as far as that could be seen; null: it could not.</param>
    public void End(Utf8JsonWriter json, FinishReason? reason, Usage? usage, TimeSpan? generated)
    {
        json.WriteBoolean("done", true);
        if (reason is { } known)
            json.WriteString("done_reason", Word(known));
        json.WriteNumber("total_duration", Nanoseconds(clock.GetElapsedTime(arrived)));
        if (usage is not null)
        {
            json.WriteNumber("prompt_eval_count", usage.PromptTokens);
            json.WriteNumber("eval_count", usage.CompletionTokens);
        }

        if (generated is { } time)
            json.WriteNumber("eval_duration", Nanoseconds(time));
    }

    /// <summary>Writes how likely tokens were; nothing where that was not told.</summary>
    public static void WriteLogprobs(Utf8JsonWriter json, IReadOnlyList<TokenLogprob> tokens)
    {
        if (tokens.Count == 0)
            return;
        json.WriteStartArray("logprobs");
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            WriteToken(json, token);
            if (token.Top.Count > 0)
            {
                json.WriteStartArray("top_logprobs");
                foreach (var other in token.Top)
                {
                    json.WriteStartObject();
                    WriteToken(json, other);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Whether the arguments are what Ollama's clients read, an object. None at all are an empty one.</summary>
    public static bool HasObject(GrowingCall call)
    {
        if (call.Arguments.Length == 0)
            return true;
        try
        {
            using var document = JsonDocument.Parse(call.Arguments.ToString());
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (Exception thrown) when (thrown is JsonException or EncoderFallbackException or ArgumentException)
        {
            return false;
        }
    }

    // Calls end an answer as a stop does.
    private static string Word(FinishReason reason) => reason switch
    {
        FinishReason.Stop or FinishReason.ToolCalls => "stop",
        FinishReason.Length => "length",
        FinishReason.ContentFilter => "content_filter",
    };

    private static void WriteToken(Utf8JsonWriter json, TokenLogprob token)
    {
        json.WriteString("token", token.Token);
        json.WriteNumber("logprob", token.Logprob);
        if (token.Bytes is not { } bytes)
            return;
        json.WriteStartArray("bytes");
        foreach (var one in bytes.Span)
            json.WriteNumberValue(one);
        json.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, IReadOnlyList<GrowingCall> calls, int first)
    {
        json.WriteStartArray("tool_calls");
        for (var i = 0; i < calls.Count; i++)
        {
            json.WriteStartObject();
            if (calls[i].Id is { Length: > 0 } id)
                json.WriteString("id", id);
            json.WriteStartObject("function");
            json.WriteNumber("index", first + i);
            json.WriteString("name", calls[i].Name ?? "");
            json.WritePropertyName("arguments");
            json.WriteRawValue(calls[i].Arguments.Length == 0 ? "{}" : OneLine(calls[i].Arguments.ToString()));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    // Line feeds between the members would cut the line; within strings JSON has none.
    private static string OneLine(string json) => json.Replace('\n', ' ').Replace('\r', ' ');
}
