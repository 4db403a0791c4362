using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>vLLM's server: whole-number codes, an empty health answer, usage without the details that need a flag, a terminator behind errors.</summary>
internal sealed class VllmProfile : OpenAiProfile
{
    internal override IReadOnlySet<string> OpenPaths { get; } = new HashSet<string> { "/health", "/ping", "/version", "/metrics" };

    private protected override bool TerminatesErrors => true;

    internal override JsonObject Model(string id, long created) => new()
    {
        ["id"] = id,
        ["object"] = "model",
        ["created"] = created,
        ["owned_by"] = "vllm",
        ["root"] = id,
        ["parent"] = null,
        ["max_model_len"] = 32768,
        ["permission"] = new JsonArray(new JsonObject { ["id"] = "modelperm-1", ["object"] = "model_permission", ["created"] = created, ["allow_sampling"] = true }),
    };

    internal override WireReply? Health(string path) => path switch
    {
        "/health" or "/ping" => new WireReply(200, []) { Headers = [.. CommonHeaders()] },
        "/version" => Reply(200, new JsonObject { ["version"] = "0.11.0" }),
        _ => null,
    };

    internal override WireReply Error(int status, string message, string type, string? code = null, string? param = null) =>
        Reply(status, new JsonObject { ["error"] = ErrorObject(status, message, status == 404 ? "NotFoundError" : status >= 500 ? "InternalServerError" : "BadRequestError") });

    internal override WireReply NoKey() => Reply(401, new JsonObject { ["error"] = "Unauthorized" });

    internal override WireReply NoModel(string model) => Error(404, $"The model `{model}` does not exist.", "NotFoundError");

    internal override WireReply NoRoute(ReceivedRequest request) => Reply(404, new JsonObject { ["detail"] = "Not Found" });

    internal override JsonObject Whole(OpenAiCall call) => new()
    {
        ["id"] = Id(call),
        ["object"] = call.IsChat ? "chat.completion" : "text_completion",
        ["created"] = call.Created,
        ["model"] = call.ServedModel,
        ["choices"] = new JsonArray([.. Enumerable.Range(0, call.Choices).Select(index => WholeChoice(call, index))]),
        ["service_tier"] = null,
        ["system_fingerprint"] = null,
        ["usage"] = Usage(call),
        ["prompt_logprobs"] = null,
        ["kv_transfer_params"] = null,
    };

    private protected override string Id(OpenAiCall call) =>
        string.Create(CultureInfo.InvariantCulture, $"{(call.IsChat ? "chatcmpl" : "cmpl")}-5c1f4f9a3b0e4f6c9d2a7b8e1c0d{call.Serial:d4}");

    private protected override IEnumerable<(string Name, string Value)> CommonHeaders() => [("server", "uvicorn")];

    private protected override JsonObject Usage(OpenAiCall call)
    {
        var completion = call.Reply.Completion * call.Choices;
        return new()
        {
            ["prompt_tokens"] = call.Reply.PromptTokens,
            ["total_tokens"] = call.Reply.PromptTokens + completion,
            ["completion_tokens"] = completion,
            ["prompt_tokens_details"] = null,
        };
    }

    private protected override JsonObject WholeChoice(OpenAiCall call, int index)
    {
        var choice = base.WholeChoice(call, index);
        choice["stop_reason"] = null;
        return choice;
    }

    private protected override JsonObject Message(OpenAiCall call)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = call.Reply.Text.Length == 0 ? null : call.Reply.Text, ["refusal"] = null, ["annotations"] = null, ["audio"] = null, ["function_call"] = null };
        if (call.Reply.ToolCalls.Count > 0)
            message["tool_calls"] = new JsonArray([.. call.Reply.ToolCalls.Select(WholeToolCall)]);
        message["reasoning"] = call.Reply.Thought.Count == 0 ? null : string.Concat(call.Reply.Thought);
        return message;
    }

    private protected override IEnumerable<JsonObject> Deltas(OpenAiCall call) =>
        [.. call.Reply.Thought.Select(piece => new JsonObject { ["reasoning"] = piece }), .. base.Deltas(call)];

    private protected override JsonObject Choice(int index, JsonObject delta, string? finish)
    {
        delta.Remove("refusal");
        var choice = base.Choice(index, delta, finish);
        if (finish is not null)
            choice["stop_reason"] = null;
        return choice;
    }

    private protected override JsonObject Chunk(OpenAiCall call, JsonObject? choice) => new()
    {
        ["id"] = Id(call),
        ["object"] = call.IsChat ? "chat.completion.chunk" : "text_completion",
        ["created"] = call.Created,
        ["model"] = call.ServedModel,
        ["choices"] = choice is null ? [] : new JsonArray(choice),
    };

    private protected override byte[] ErrorEvent(string message) => Event(new JsonObject { ["error"] = ErrorObject(500, message, "InternalServerError") });

    private static JsonObject ErrorObject(int status, string message, string type) =>
        new() { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = status };
}
