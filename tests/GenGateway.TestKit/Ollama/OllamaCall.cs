using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Ollama;

/// <summary>One request to <c>/api/chat</c> or <c>/api/generate</c> and the lines that answer it.</summary>
internal sealed class OllamaCall(ReceivedRequest request, JsonObject body, OllamaModel model, FakeReply reply, TimeProvider clock)
{
    private readonly FakeReply reply = reply.Within(body["options"] is JsonObject options && Json.Number(options, "num_predict") is > 0 and var most ? most : null);

    public bool IsChat { get; } = request.Path == "/api/chat";

    /// <summary>Streaming is what happens if nothing is said.</summary>
    public bool Streams => body["stream"] is null || Json.IsTrue(body, "stream");

    private bool Thinks => model.Can("thinking") && (body["think"] is not { } think || !Json.IsKind(think, System.Text.Json.JsonValueKind.False));

    /// <summary>The pieces, one line each; tool calls come whole.</summary>
    public IEnumerable<JsonObject> Lines() =>
    [
        .. Thinks ? reply.Thought.Select(piece => Line("", piece)) : [],
        .. reply.Pieces.Select(piece => Probable(Line(piece), [piece])),
        .. reply.ToolCalls.Select((call, index) => Line("", calls: new JsonArray(ToolCall(call, index)))),
    ];

    /// <summary>The last line of a stream.</summary>
    public JsonObject Last() => Finished(Line(""));

    /// <summary>A stream in one object.</summary>
    public JsonObject Whole() => Probable(
        Finished(Line(
            reply.Text,
            Thinks && reply.Thought.Count > 0 ? string.Concat(reply.Thought) : null,
            reply.ToolCalls.Count > 0 ? new JsonArray([.. reply.ToolCalls.Select(ToolCall)]) : null)),
        reply.Pieces);

    /// <summary>The answer to a request that has nothing to generate: the model is loaded, or thrown out.</summary>
    public JsonObject Loaded()
    {
        var line = Line("");
        line["done"] = true;
        line["done_reason"] = body["keep_alive"] is { } keep && keep.ToJsonString() is "0" or "\"0\"" ? "unload" : "load";
        return line;
    }

    private JsonObject Line(string text, string? thought = null, JsonArray? calls = null)
    {
        var line = new JsonObject { ["model"] = Json.Text(body, "model"), ["created_at"] = Now() };
        var message = IsChat ? new JsonObject { ["role"] = "assistant", ["content"] = text } : line;
        if (IsChat)
            line["message"] = message;
        else
            line["response"] = text;
        if (thought is not null)
            message["thinking"] = thought;
        if (calls is not null && IsChat)
            message["tool_calls"] = calls;
        line["done"] = false;
        // In generate the calls stand behind what says that it goes on.
        if (calls is not null && !IsChat)
            line["tool_calls"] = calls;
        return line;
    }

    /// <summary>The line with the probabilities of its pieces, if they were asked for.</summary>
    private JsonObject Probable(JsonObject line, IReadOnlyList<string> pieces)
    {
        if (!Json.IsTrue(body, "logprobs"))
            return line;
        line["logprobs"] = new JsonArray([.. pieces.Select(piece =>
        {
            var token = Token(piece, -0.25);
            if (Json.Number(body, "top_logprobs") is > 0 and var top)
                token["top_logprobs"] = new JsonArray([.. Enumerable.Range(0, top).Select(i => (JsonNode)Token(i == 0 ? piece : $"{piece}~{i}", -0.25 - i))]);
            return (JsonNode)token;
        })]);
        return line;

        static JsonObject Token(string piece, double logprob) => new()
        {
            ["token"] = piece,
            ["logprob"] = logprob,
            ["bytes"] = new JsonArray([.. System.Text.Encoding.UTF8.GetBytes(piece).Select(value => (JsonNode)(int)value)]),
        };
    }

    private JsonObject Finished(JsonObject line)
    {
        line["done"] = true;
        line["done_reason"] = reply.Finish == "length" ? "length" : "stop";
        if (!IsChat && !Json.IsTrue(body, "raw"))
            line["context"] = new JsonArray(3, 384, 390, 384, 385);
        line["total_duration"] = 78434109L;
        line["load_duration"] = 1544920L;
        line["prompt_eval_count"] = reply.PromptTokens;
        line["prompt_eval_duration"] = 48014000L;
        line["eval_count"] = reply.Completion;
        line["eval_duration"] = 23754000L;
        return line;
    }

    private static JsonNode ToolCall(FakeToolCall call, int index) => new JsonObject
    {
        ["id"] = call.Id,
        ["function"] = new JsonObject { ["index"] = index, ["name"] = call.Name, ["arguments"] = JsonNode.Parse(call.Arguments) },
    };

    /// <summary>As Go writes a time: no zeros at the end of the fraction.</summary>
    private string Now() => clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + "Z";
}
