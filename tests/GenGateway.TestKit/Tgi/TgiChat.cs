using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Tgi;

/// <summary>
/// TGI's routes of OpenAI's protocol: an empty id, tools with numbers for ids, <c>stop_sequence</c> left as it is, and its own words where a request is wrong.
/// </summary>
internal sealed class TgiChat(ReceivedRequest request, JsonObject body, FakeReply given, string model, long created)
{
    private readonly FakeReply reply = given.Within(Json.Number(body, "max_tokens"));
    private readonly bool chat = request.Path == "/v1/chat/completions";

    public bool Streams => Json.IsTrue(body, "stream");

    private bool WantsUsage => body["stream_options"] is JsonObject options && Json.IsTrue(options, "include_usage");

    private string Finish => reply.StoppedBy is not null ? "stop_sequence" : reply.Finish;

    /// <summary>What it refuses, or null.</summary>
    public static string? Refuse(JsonObject body, bool chat)
    {
        if (chat ? body["messages"] is not JsonArray { Count: > 0 } : body["prompt"] is null)
            return $"missing field `{(chat ? "messages" : "prompt")}`";
        if (body["stop"] is { } stop && stop is not JsonArray)
            return "stop: invalid type: string, expected a sequence";
        if (body["top_p"] is { } topP && Json.IsKind(topP, JsonValueKind.Number) && topP.GetValue<double>() is <= 0 or >= 1)
            return "`top_p` must be > 0.0 and < 1.0";
        if (body["tools"] is JsonArray { Count: > 0 } && body["response_format"] is not null)
            return "Grammar and tools are mutually exclusive";
        return body["response_format"] is JsonObject format && Json.Text(format, "type") is not ("json" or "json_object" or "json_schema" or "regex")
            ? "response_format: unknown variant"
            : null;
    }

    public JsonObject Whole()
    {
        var choice = new JsonObject { ["index"] = 0 };
        if (chat)
            choice["message"] = Message();
        else
            choice["text"] = reply.Text;
        choice["logprobs"] = null;
        choice["finish_reason"] = Finish;
        var answer = Head(chat ? "chat.completion" : "text_completion", choice);
        answer["usage"] = Usage();
        return answer;
    }

    public StreamPlan Stream() => new(
        [("content-type", "text/event-stream"), ("cache-control", "no-cache"), ("x-accel-buffering", "no"), ("transfer-encoding", "chunked")],
        [.. Frames()],
        Event(new JsonObject { ["error"] = new JsonObject { ["message"] = "Request failed during generation: Server error: CUDA out of memory", ["http_status_code"] = 424 } }),
        "data: {\"object\":\"chat.completion.chunk\",\"cho\n\n"u8.ToArray(),
        [.. "data: {\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\""u8, 0xE6, 0x97, .. "x"u8, 0xFF, .. "\"}}]}\n\n"u8])
    {
        TerminatesErrors = true,
    };

    private IEnumerable<StreamFrame> Frames()
    {
        foreach (var piece in reply.Pieces)
            yield return Frame(FrameKind.Piece, Part(chat ? new JsonObject { ["role"] = "assistant", ["content"] = piece } : null, piece, null));
        for (var i = 0; i < reply.ToolCalls.Count; i++)
        {
            var made = reply.ToolCalls[i];
            foreach (var fragment in made.Fragments)
            {
                var call = new JsonObject { ["index"] = i, ["id"] = $"{i}", ["type"] = "function", ["function"] = new JsonObject { ["name"] = made.Name, ["arguments"] = fragment } };
                yield return Frame(FrameKind.Piece, Part(new JsonObject { ["role"] = "assistant", ["tool_calls"] = new JsonArray(call) }, "", null));
            }
        }

        yield return Frame(FrameKind.Finish, Part(new JsonObject { ["role"] = "assistant", ["content"] = "" }, "", Finish));
        if (WantsUsage)
        {
            var usage = Head(ChunkName, null);
            usage["usage"] = Usage();
            yield return Frame(FrameKind.Usage, usage);
        }

        yield return new StreamFrame(FrameKind.Terminator, "data: [DONE]\n\n"u8.ToArray());
    }

    private string ChunkName => chat ? "chat.completion.chunk" : "text_completion";

    private JsonObject Part(JsonObject? delta, string text, string? finish)
    {
        var choice = new JsonObject { ["index"] = 0 };
        if (chat)
            choice["delta"] = delta;
        else
            choice["text"] = text;
        choice["logprobs"] = null;
        choice["finish_reason"] = finish;
        return Head(ChunkName, choice);
    }

    private JsonObject Message()
    {
        var message = new JsonObject { ["role"] = "assistant" };
        if (reply.ToolCalls.Count == 0)
        {
            message["content"] = reply.Text;
            return message;
        }

        message["tool_calls"] = new JsonArray([.. reply.ToolCalls.Select((call, index) => (JsonNode)new JsonObject
        {
            ["id"] = $"{index}",
            ["type"] = "function",
            ["function"] = new JsonObject { ["description"] = null, ["name"] = call.Name, ["arguments"] = call.Arguments },
        })]);
        return message;
    }

    private JsonObject Head(string name, JsonObject? choice) => new()
    {
        ["object"] = name,
        ["id"] = "",
        ["created"] = created,
        ["model"] = model,
        ["system_fingerprint"] = "3.3.6-dev0-native",
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };

    private JsonObject Usage() => new()
    {
        ["prompt_tokens"] = reply.PromptTokens,
        ["completion_tokens"] = reply.Completion,
        ["total_tokens"] = reply.PromptTokens + reply.Completion,
    };

    private static StreamFrame Frame(FrameKind kind, JsonObject data) => new(kind, Event(data));

    private static byte[] Event(JsonObject data) => [.. "data: "u8, .. Json.Utf8(data), .. "\n\n"u8];
}
