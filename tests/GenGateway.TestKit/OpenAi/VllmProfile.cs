using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>vLLM's server: whole-number codes, an empty health answer, usage without the details that need a flag, a terminator behind errors.</summary>
internal class VllmProfile : OpenAiProfile
{
    private const int MaxModelLength = 32768;

    internal override IReadOnlySet<string> OpenPaths { get; } = new HashSet<string> { "/health", "/ping", "/version", "/metrics" };

    private protected override bool TerminatesErrors => true;

    private protected virtual string Version => "0.11.0";

    /// <summary>The field that holds thoughts.</summary>
    private protected virtual string ThoughtName => "reasoning";

    internal override bool Has(string path) => path is "/tokenize" or "/detokenize" or "/v1/responses" or "/v1/embeddings";

    internal override JsonObject Model(string id, long created) => new()
    {
        ["id"] = id,
        ["object"] = "model",
        ["created"] = created,
        ["owned_by"] = "vllm",
        ["root"] = id,
        ["parent"] = null,
        ["max_model_len"] = MaxModelLength,
        ["permission"] = new JsonArray(new JsonObject { ["id"] = "modelperm-1", ["object"] = "model_permission", ["created"] = created, ["allow_sampling"] = true }),
    };

    internal override WireReply? Health(string path) => path switch
    {
        "/health" or "/ping" => new WireReply(200, []) { Headers = [.. CommonHeaders()] },
        "/metrics" => WireReply.Of(200, VllmMetrics.Text, "text/plain; version=0.0.4; charset=utf-8"),
        "/version" => Reply(200, new JsonObject { ["version"] = Version }),
        _ => null,
    };

    internal override WireReply Error(int status, string message, string type, string? code = null, string? param = null) =>
        Reply(status, new JsonObject { ["error"] = ErrorObject(status, message, TypeOf(status)) });

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

    internal override WireReply Tokenized(JsonObject body)
    {
        var text = Json.Text(body, "prompt") ?? string.Concat((body["messages"] as JsonArray ?? []).Select(message => Json.Text(message as JsonObject ?? [], "content")));
        if (body["prompt"] is null && body["messages"] is null)
            return Error(400, "[{'type': 'missing', 'loc': ('body', 'prompt'), 'msg': 'Field required'}]", "BadRequestError");
        var tokens = FakeTokens.Encode(text, beginning: body["add_special_tokens"] is null || Json.IsTrue(body, "add_special_tokens"));
        return Reply(200, new JsonObject
        {
            ["count"] = tokens.Count,
            ["max_model_len"] = MaxModelLength,
            ["tokens"] = new JsonArray([.. tokens.Select(token => (JsonNode)token)]),
            ["token_strs"] = Json.IsTrue(body, "return_token_strs") ? new JsonArray([.. tokens.Select(token => (JsonNode)(token == FakeTokens.Beginning ? "<s>" : FakeTokens.Decode([token])))]) : null,
        });
    }

    internal override WireReply Detokenized(JsonObject body) =>
        body["tokens"] is JsonArray tokens && tokens.All(token => token is JsonValue value && value.TryGetValue<int>(out _))
            ? Reply(200, new JsonObject { ["prompt"] = FakeTokens.Decode(tokens.Select(token => token!.GetValue<int>())) })
            : Error(400, "[{'type': 'missing', 'loc': ('body', 'tokens'), 'msg': 'Field required'}]", "BadRequestError");

    internal override WireReply NoEmbeddings(string model) => Error(404, "The model does not support Embeddings API", "BadRequestError");

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
        choice["stop_reason"] = call.Reply.StoppedBy;
        return choice;
    }

    private protected override JsonObject Message(OpenAiCall call)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = call.Reply.Text.Length == 0 ? null : call.Reply.Text, ["refusal"] = null, ["annotations"] = null, ["audio"] = null, ["function_call"] = null };
        if (call.Reply.ToolCalls.Count > 0)
            message["tool_calls"] = new JsonArray([.. call.Reply.ToolCalls.Select(WholeToolCall)]);
        message[ThoughtName] = call.Reply.Thought.Count == 0 ? null : string.Concat(call.Reply.Thought);
        return message;
    }

    private protected override IEnumerable<JsonObject> Deltas(OpenAiCall call) =>
        [.. call.Reply.Thought.Select(piece => new JsonObject { [ThoughtName] = piece }), .. base.Deltas(call)];

    private protected override JsonObject Choice(int index, JsonObject delta, string? finish)
    {
        delta.Remove("refusal");
        var choice = base.Choice(index, delta, finish);
        if (finish is not null)
            choice["stop_reason"] = null;
        return choice;
    }

    private protected override JsonObject Chunk(OpenAiCall call, JsonObject? choice)
    {
        if (choice is not null && choice["finish_reason"] is not null)
            choice["stop_reason"] = call.Reply.StoppedBy;
        var chunk = new JsonObject
        {
            ["id"] = Id(call),
            ["object"] = call.IsChat ? "chat.completion.chunk" : "text_completion",
            ["created"] = call.Created,
            ["model"] = call.ServedModel,
            ["choices"] = choice is null ? [] : new JsonArray(choice),
        };
        // With this option every chunk says what was used so far.
        if (choice is not null && call.WantsUsage && Json.IsTrue((JsonObject)call.Body["stream_options"]!, "continuous_usage_stats"))
            chunk["usage"] = Usage(call);
        return chunk;
    }

    private protected override byte[] ErrorEvent(string message) => Event(new JsonObject { ["error"] = ErrorObject(500, message, "InternalServerError") });

    private protected static string TypeOf(int status) => status switch { 404 => "NotFoundError", >= 500 => "InternalServerError", _ => "BadRequestError" };

    private protected static JsonObject ErrorObject(int status, string message, string type) =>
        new() { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = status };
}
