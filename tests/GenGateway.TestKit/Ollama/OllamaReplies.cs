using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Ollama;

/// <summary>Whole answers in Ollama's framing, and the errors of the recordings.</summary>
public static class OllamaReplies
{
    /// <summary>From here on a whole answer goes out in chunks, without its length.</summary>
    private const int LongestWithLength = 2048;

    /// <summary>The queue is full. The two blanks are Ollama's.</summary>
    public static WireReply Busy { get; } = Error(503, "server busy, please try again.  maximum pending requests exceeded");

    /// <summary>The runner died before its first token.</summary>
    public static WireReply RunnerDied { get; } = Error(500, "an error was encountered while running the model: unexpected EOF");

    public static WireReply OutOfMemory { get; } = Error(500, "model requires more system memory (12.0 GiB) than is available (3.1 GiB)");

    /// <summary>An error of the runner, which arrives as JSON inside the text.</summary>
    public static WireReply ContextOverflow { get; } = Error(
        400,
        """{"error":{"code":400,"message":"request (4520 tokens) exceeds the available context size (1024 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":4520,"n_ctx":1024}}""");

    public static WireReply Error(int status, string message) => Reply(status, new JsonObject { ["error"] = message });

    internal static string OfRunner(int code, string message, string type) =>
        System.Text.Encoding.UTF8.GetString(Json.Utf8(new JsonObject { ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["type"] = type } }));

    internal static WireReply Reply(int status, JsonNode body) => Reply(status, Escaped(Json.Utf8(body)), "application/json; charset=utf-8");

    internal static WireReply Reply(int status, byte[] body, string contentType)
    {
        var chunked = body.Length > LongestWithLength;
        return new(status, chunked ? [.. WireExchange.Chunk(body), .. WireExchange.LastChunk.Span] : body)
        {
            Headers =
            [
                ("Content-Type", contentType),
                Date,
                chunked ? ("Transfer-Encoding", "chunked") : ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)),
            ],
        };
    }

    /// <summary>The day of the recordings; nobody reads it.</summary>
    internal static (string Name, string Value) Date => ("Date", "Sat, 21 Nov 2026 08:43:31 GMT");

    /// <summary>Go's encoder escapes what could end a script in a page.</summary>
    internal static byte[] Escaped(byte[] json)
    {
        if (json.AsSpan().IndexOfAny("<>&"u8) < 0)
            return json;
        using var escaped = new MemoryStream();
        foreach (var value in json)
        {
            switch (value)
            {
                case (byte)'<':
                    escaped.Write("\\u003c"u8);
                    break;
                case (byte)'>':
                    escaped.Write("\\u003e"u8);
                    break;
                case (byte)'&':
                    escaped.Write("\\u0026"u8);
                    break;
                default:
                    escaped.WriteByte(value);
                    break;
            }
        }

        return escaped.ToArray();
    }
}
