using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>The LiteLLM proxy, as the recordings in <c>litellm-proxy</c> have it: codes are texts, a finish reason is absent until it is there.</summary>
internal sealed class LiteLlmProfile : OpenAiProfile
{
    private protected override bool GivesLogprobs => false;

    internal override bool Has(string path) => path == "/v1/embeddings";

    internal override IReadOnlySet<string> OpenPaths { get; } = new HashSet<string> { "/health/liveliness", "/health/liveness", "/health/readiness" };

    internal override JsonNode Models(IReadOnlyList<string> models, long created) => new JsonObject
    {
        ["data"] = new JsonArray([.. models.Select(model => Model(model, created))]),
        ["object"] = "list",
    };

    /// <summary>Every model was made at the same moment.</summary>
    internal override JsonObject Model(string id, long created) =>
        new() { ["id"] = id, ["object"] = "model", ["created"] = 1677610602, ["owned_by"] = "openai" };

    internal override WireReply? Health(string path) => path is "/health/liveliness" or "/health/liveness" ? Plain(200, "\"I'm alive!\""u8.ToArray()) : null;

    internal override WireReply Error(int status, string message, string type, string? code = null, string? param = null)
    {
        var reply = Reply(status, new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = param, ["code"] = status.ToString(CultureInfo.InvariantCulture) } });
        return reply with
        {
            Headers =
            [
                ("x-litellm-call-id", "16d3c66b-ebcf-410f-97f5-8e39d4f5e26f"),
                ("x-litellm-response-cost", "0"),
                ("x-litellm-key-spend", "0.0"),
                .. reply.Headers,
            ],
        };
    }

    internal override WireReply NoKey() => Error(401, "Authentication Error, No api key passed in.", "auth_error", param: "None");

    internal override WireReply NoModel(string model)
    {
        var message = $"/chat/completions: Invalid model name passed in model={model}. Call `/v1/models` to view available models for your key.";
        return Reply(400, new JsonObject
        {
            ["error"] = new JsonObject
            {
                ["message"] = message,
                ["type"] = "invalid_request_error",
                ["param"] = null,
                ["code"] = "400",
                ["provider_specific_fields"] = new JsonObject { ["error"] = message },
            },
        });
    }

    internal override WireReply NoRoute(ReceivedRequest request) => Reply(404, new JsonObject { ["detail"] = "Not Found" });

    internal override WireReply BadJson() =>
        Reply(400, new JsonObject { ["error"] = new JsonObject { ["message"] = "Invalid JSON payload: unexpected end of data: line 1 column 10 (char 9)", ["type"] = "invalid_request_error", ["param"] = "request_body", ["code"] = "400" } });

    internal override JsonObject Whole(OpenAiCall call) => new()
    {
        ["id"] = Id(call),
        ["created"] = call.Created,
        ["model"] = call.ServedModel,
        ["object"] = call.IsChat ? "chat.completion" : "text_completion",
        ["choices"] = new JsonArray([.. Enumerable.Range(0, call.Choices).Select(index => WholeChoice(call, index))]),
        ["usage"] = Usage(call),
    };

    private protected override string Id(OpenAiCall call) => string.Create(CultureInfo.InvariantCulture, $"chatcmpl-{call.Serial}");

    private protected override WireReply Framed(int status, byte[] body, string contentType) => Plain(status, body);

    private protected override IEnumerable<(string Name, string Value)> StreamHeaders(OpenAiCall call) =>
    [
        ("x-litellm-call-id", "2e61f163-778f-42e3-9c7b-df44cf7ef963"),
        ("x-litellm-model-id", "7108743eaf12a41b7148aad5a0016e60d44664c56b4b3fbb50c95949edeec4d9"),
        ("x-litellm-version", "1.106.2"),
        ("x-litellm-overhead-duration-ms", "50.2138"),
        ("llm_provider-content-type", "text/event-stream"),
        ("content-type", "text/event-stream; charset=utf-8"),
        .. CommonHeaders(),
        ("Transfer-Encoding", "chunked"),
    ];

    private protected override IEnumerable<(string Name, string Value)> CommonHeaders() =>
        [("vary", "Origin"), ("x-frame-options", "DENY"), ("content-security-policy", "frame-ancestors 'none'"), ("x-content-type-options", "nosniff")];

    private protected override JsonObject Usage(OpenAiCall call)
    {
        var completion = call.Reply.Completion * call.Choices;
        return new() { ["completion_tokens"] = completion, ["prompt_tokens"] = call.Reply.PromptTokens, ["total_tokens"] = call.Reply.PromptTokens + completion };
    }

    private protected override JsonObject WholeChoice(OpenAiCall call, int index) => call.IsChat
        ? new() { ["finish_reason"] = call.Reply.Finish, ["index"] = index, ["message"] = Message(call), ["provider_specific_fields"] = new JsonObject() }
        : base.WholeChoice(call, index);

    private protected override JsonObject Message(OpenAiCall call)
    {
        var message = new JsonObject { ["content"] = call.Reply.Text, ["role"] = "assistant" };
        if (call.Reply.ToolCalls.Count > 0)
            message["tool_calls"] = new JsonArray([.. call.Reply.ToolCalls.Select(WholeToolCall)]);
        if (call.Reply.Thought.Count > 0)
            message["reasoning_content"] = string.Concat(call.Reply.Thought);
        message["provider_specific_fields"] = new JsonObject { ["refusal"] = null };
        return message;
    }

    private protected override IEnumerable<JsonObject> Deltas(OpenAiCall call) =>
        [.. call.Reply.Thought.Select(piece => new JsonObject { ["reasoning_content"] = piece }), .. base.Deltas(call)];

    private protected override JsonObject Choice(int index, JsonObject delta, string? finish)
    {
        delta.Remove("refusal");
        var choice = new JsonObject { ["index"] = index, ["delta"] = delta };
        if (finish is not null)
            choice["finish_reason"] = finish;
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

    /// <summary>Its usage chunk has a choice, an empty one.</summary>
    private protected override JsonObject UsageChunk(OpenAiCall call)
    {
        var usage = Usage(call);
        usage["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0, ["text_tokens"] = call.Reply.Completion };
        return new()
        {
            ["id"] = Id(call),
            ["created"] = call.Created,
            ["model"] = call.ServedModel,
            ["object"] = "chat.completion.chunk",
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject() }),
            ["usage"] = usage,
        };
    }

    /// <summary>Written by another library than the chunks: blanks behind colons and commas.</summary>
    private protected override byte[] ErrorEvent(string message) =>
        Encoding.UTF8.GetBytes($"data: {{\"error\": {{\"message\": \"litellm.APIConnectionError: APIConnectionError: OpenAIException - {message}\", \"type\": null, \"param\": null, \"code\": \"500\"}}}}\n\n");

    private WireReply Plain(int status, byte[] body) => new(status, body)
    {
        Headers = [("content-length", body.Length.ToString(CultureInfo.InvariantCulture)), ("content-type", "application/json"), .. CommonHeaders()],
    };
}
