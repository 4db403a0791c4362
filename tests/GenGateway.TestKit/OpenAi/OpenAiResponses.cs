using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;

namespace GenGateway.TestKit.OpenAi;

/// <summary>One answer of the Responses API: whole, and as named events with rising numbers.</summary>
internal sealed class OpenAiResponses(OpenAiCall call)
{
    // Ids differ whatever server gives them, as OpenAI's do.
    private static int given;

    private readonly List<StreamFrame> frames = [];
    private int sequence;

    public string Id { get; } = string.Create(CultureInfo.InvariantCulture, $"resp_68af4030592c81938ec0a5fbab4a{Interlocked.Increment(ref given):d4}");

    private bool Cut => call.Reply.Finish is "length" or "content_filter";

    /// <summary>The finished response.</summary>
    public JsonObject Whole() => Response(Cut ? "incomplete" : "completed", new JsonArray([.. Items()]), Usage());

    /// <summary>The whole stream. Its finish is the event that holds the finished response; nothing terminates it but its end.</summary>
    public StreamPlan Stream(IReadOnlyList<(string Name, string Value)> headers)
    {
        frames.Clear();
        sequence = 0;
        Add(FrameKind.Role, "response.created", ("response", Response("in_progress", [], null)));
        Add(FrameKind.Role, "response.in_progress", ("response", Response("in_progress", [], null)));
        var items = Items().ToArray();
        for (var i = 0; i < items.Length; i++)
            AddItem(i, items[i]);
        Add(FrameKind.Finish, Cut ? "response.incomplete" : "response.completed", ("response", Whole()));
        var error = Event(new JsonObject { ["type"] = "error", ["code"] = "server_error", ["message"] = "The server had an error while processing your request.", ["param"] = null, ["sequence_number"] = sequence });
        return new StreamPlan(
            headers,
            frames,
            error,
            "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"sequ\n\n"u8.ToArray(),
            [.. "event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\""u8, 0xE6, 0x97, .. "x"u8, 0xFF, .. "\"}\n\n"u8]);
    }

    private void AddItem(int index, JsonObject item)
    {
        var id = Json.Text(item, "id")!;
        var begun = (JsonObject)item.DeepClone();
        if (begun["status"] is not null)
            begun["status"] = "in_progress";
        switch (Json.Text(item, "type"))
        {
            case "message":
                begun["content"] = new JsonArray();
                Add(FrameKind.Role, "response.output_item.added", ("output_index", index), ("item", begun));
                var part = new JsonObject { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = "" };
                AddPart(FrameKind.Role, "response.content_part.added", id, index, "content_index", ("part", part));
                foreach (var piece in call.Reply.Pieces)
                    AddPart(FrameKind.Piece, "response.output_text.delta", id, index, "content_index", ("delta", piece), ("logprobs", new JsonArray()));
                AddPart(FrameKind.Role, "response.output_text.done", id, index, "content_index", ("text", call.Reply.Text), ("logprobs", new JsonArray()));
                AddPart(FrameKind.Role, "response.content_part.done", id, index, "content_index", ("part", item["content"]![0]!.DeepClone()));
                break;
            case "function_call":
                begun["arguments"] = "";
                Add(FrameKind.Piece, "response.output_item.added", ("output_index", index), ("item", begun));
                foreach (var fragment in call.Reply.ToolCalls.First(made => made.Id == Json.Text(item, "call_id")).Fragments)
                    Add(FrameKind.Piece, "response.function_call_arguments.delta", ("item_id", id), ("output_index", index), ("delta", fragment));
                Add(FrameKind.Role, "response.function_call_arguments.done", ("item_id", id), ("output_index", index), ("arguments", Json.Text(item, "arguments")), ("name", Json.Text(item, "name")));
                break;
            default:
                begun["summary"] = new JsonArray();
                Add(FrameKind.Role, "response.output_item.added", ("output_index", index), ("item", begun));
                AddPart(FrameKind.Role, "response.reasoning_summary_part.added", id, index, "summary_index", ("part", new JsonObject { ["type"] = "summary_text", ["text"] = "" }));
                foreach (var piece in call.Reply.Thought)
                    AddPart(FrameKind.Piece, "response.reasoning_summary_text.delta", id, index, "summary_index", ("delta", piece));
                AddPart(FrameKind.Role, "response.reasoning_summary_text.done", id, index, "summary_index", ("text", string.Concat(call.Reply.Thought)));
                AddPart(FrameKind.Role, "response.reasoning_summary_part.done", id, index, "summary_index", ("part", item["summary"]![0]!.DeepClone()));
                break;
        }

        Add(FrameKind.Role, "response.output_item.done", ("output_index", index), ("item", item));
    }

    private IEnumerable<JsonObject> Items()
    {
        var status = Cut ? "incomplete" : "completed";
        if (call.Reply.Thought.Count > 0)
            yield return new JsonObject { ["id"] = $"rs_{call.Serial:d8}", ["type"] = "reasoning", ["summary"] = new JsonArray(new JsonObject { ["type"] = "summary_text", ["text"] = string.Concat(call.Reply.Thought) }) };
        if (call.Reply.Pieces.Count > 0)
        {
            var text = new JsonObject { ["type"] = "output_text", ["annotations"] = new JsonArray(), ["logprobs"] = new JsonArray(), ["text"] = call.Reply.Text };
            yield return new JsonObject { ["id"] = $"msg_{call.Serial:d8}", ["type"] = "message", ["status"] = status, ["content"] = new JsonArray(text), ["role"] = "assistant" };
        }

        for (var i = 0; i < call.Reply.ToolCalls.Count; i++)
        {
            var made = call.Reply.ToolCalls[i];
            yield return new JsonObject { ["id"] = $"fc_{call.Serial:d6}{i:d2}", ["type"] = "function_call", ["status"] = "completed", ["arguments"] = made.Arguments, ["call_id"] = made.Id, ["name"] = made.Name };
        }
    }

    private JsonObject Response(string status, JsonArray output, JsonObject? usage) => new()
    {
        ["id"] = Id,
        ["object"] = "response",
        ["created_at"] = call.Created,
        ["status"] = status,
        ["error"] = null,
        ["incomplete_details"] = status == "incomplete" ? new JsonObject { ["reason"] = call.Reply.Finish == "length" ? "max_output_tokens" : "content_filter" } : null,
        ["instructions"] = call.Body["instructions"]?.DeepClone(),
        ["max_output_tokens"] = call.Body["max_output_tokens"]?.DeepClone(),
        ["model"] = call.ServedModel,
        ["output"] = output,
        ["parallel_tool_calls"] = call.Body["parallel_tool_calls"]?.DeepClone() ?? true,
        ["previous_response_id"] = call.Body["previous_response_id"]?.DeepClone(),
        ["reasoning"] = call.Body["reasoning"]?.DeepClone() ?? new JsonObject { ["effort"] = null, ["summary"] = null },
        ["store"] = call.Body["store"]?.DeepClone() ?? true,
        ["temperature"] = call.Body["temperature"]?.DeepClone() ?? 1.0,
        ["text"] = call.Body["text"]?.DeepClone() ?? new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
        ["tool_choice"] = call.Body["tool_choice"]?.DeepClone() ?? "auto",
        ["tools"] = call.Body["tools"]?.DeepClone() ?? new JsonArray(),
        ["top_p"] = call.Body["top_p"]?.DeepClone() ?? 1.0,
        ["truncation"] = call.Body["truncation"]?.DeepClone() ?? "disabled",
        ["usage"] = usage,
        ["user"] = call.Body["user"]?.DeepClone(),
        ["metadata"] = call.Body["metadata"]?.DeepClone() ?? new JsonObject(),
    };

    private JsonObject? Usage() => !call.Reply.ReportsUsage ? null : new JsonObject
    {
        ["input_tokens"] = call.Reply.PromptTokens,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
        ["output_tokens"] = call.Reply.Completion,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = call.Reply.Thought.Count },
        ["total_tokens"] = call.Reply.PromptTokens + call.Reply.Completion,
    };

    private void AddPart(FrameKind kind, string type, string item, int output, string within, params ReadOnlySpan<(string Name, JsonNode? Value)> more) =>
        Add(kind, type, [("item_id", item), ("output_index", output), (within, 0), .. more]);

    private void Add(FrameKind kind, string type, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var data = new JsonObject { ["type"] = type, ["sequence_number"] = sequence++ };
        foreach (var (name, value) in members)
            data[name] = value;
        frames.Add(new StreamFrame(kind, Event(data)));
    }

    private static byte[] Event(JsonObject data) =>
        [.. "event: "u8, .. Encoding.UTF8.GetBytes(Json.Text(data, "type")!), .. "\ndata: "u8, .. Json.Utf8(data), .. "\n\n"u8];
}
