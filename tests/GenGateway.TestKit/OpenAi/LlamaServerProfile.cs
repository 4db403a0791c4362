using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>llama-server of llama.cpp, as the recordings in <c>llama-server</c> have it.</summary>
internal sealed class LlamaServerProfile : OpenAiProfile
{
    private const string Fingerprint = "b0-1652066";

    internal override bool Serves(string model, IReadOnlyList<string> models) => true;

    internal override IReadOnlySet<string> OpenPaths { get; } = new HashSet<string> { "/health", "/v1/health" };

    private protected override bool ClosesAfterStream => true;

    /// <summary>It says probabilities in a form of its own, which this profile leaves out.</summary>
    private protected override bool GivesLogprobs => false;

    internal override bool EmbedsNothing => true;

    internal override bool Has(string path) => path is "/v1/embeddings" or "/tokenize" or "/detokenize";

    internal override WireReply NoEmbeddings(string model) => Replies.LlamaOff;

    internal override JsonObject Embedded(OpenAiEmbeddings call, string servedModel) => new()
    {
        ["model"] = servedModel,
        ["object"] = "list",
        ["usage"] = new JsonObject { ["prompt_tokens"] = call.Tokens, ["total_tokens"] = call.Tokens },
        ["data"] = new JsonArray([.. call.Vectors.Select((vector, index) => new JsonObject { ["embedding"] = vector, ["index"] = index, ["object"] = "embedding" })]),
    };

    internal override WireReply Tokenized(JsonObject body) => Reply(200, new JsonObject
    {
        ["tokens"] = new JsonArray([.. FakeTokens.Encode(Json.Text(body, "content") ?? "", Json.IsTrue(body, "add_special")).Select(token => (JsonNode)token)]),
    });

    internal override WireReply Detokenized(JsonObject body) => Reply(200, new JsonObject
    {
        ["content"] = FakeTokens.Decode((body["tokens"] as JsonArray ?? []).Select(token => token!.GetValue<int>())),
    });

    /// <summary>Always its alias, whatever was asked for.</summary>
    internal override string ServedModel(string? asked, IReadOnlyList<string> models) => models[0];

    internal override JsonNode Models(IReadOnlyList<string> models, long created) => new JsonObject
    {
        ["models"] = new JsonArray([.. models.Select(OllamaModel)]),
        ["object"] = "list",
        ["data"] = new JsonArray([.. models.Select(model => Model(model, created))]),
    };

    internal override JsonObject Model(string id, long created) => new()
    {
        ["id"] = id,
        ["aliases"] = new JsonArray(id),
        ["tags"] = new JsonArray(),
        ["object"] = "model",
        ["created"] = created,
        ["owned_by"] = "llamacpp",
        ["meta"] = new JsonObject
        {
            ["vocab_type"] = 1,
            ["n_vocab"] = 453,
            ["n_ctx"] = 1024,
            ["n_ctx_train"] = 2048,
            ["n_embd"] = 64,
            ["n_params"] = 132032,
            ["size"] = 528128,
            ["ftype"] = "all F32",
        },
    };

    internal override WireReply? Health(string path) => path == "/health" ? Reply(200, new JsonObject { ["status"] = "ok" }) : null;

    internal override WireReply Reply(int status, JsonNode body) => Framed(status, Json.Utf8(body), "application/json; charset=utf-8");

    internal override WireReply Error(int status, string message, string type, string? code = null, string? param = null) => Replies.LlamaError(status, message, type);

    internal override WireReply NoKey() => HttpError(401, "Invalid API Key", "authentication_error");

    internal override WireReply NoRoute(ReceivedRequest request) => HttpError(404, "File Not Found", "not_found_error");

    internal override WireReply BadJson() => Replies.LlamaBadJson;

    internal override WireReply NoMessages(bool chat, bool empty) => Error(400, chat ? "'messages' is required" : "'prompt' is required", "invalid_request_error");

    internal override WireReply WrongType(string field, string kind) =>
        Error(400, $"Field '{field}': [json.exception.type_error.302] type must be number, but is {kind}", "invalid_request_error");

    internal override JsonObject Whole(OpenAiCall call) => new()
    {
        ["choices"] = new JsonArray([.. Enumerable.Range(0, call.Choices).Select(index => WholeChoice(call, index))]),
        ["created"] = call.Created,
        ["model"] = call.ServedModel,
        ["system_fingerprint"] = Fingerprint,
        ["object"] = call.IsChat ? "chat.completion" : "text_completion",
        ["usage"] = Usage(call),
        ["id"] = Id(call),
        ["timings"] = Timings(call),
    };

    private protected override string Id(OpenAiCall call) => string.Create(CultureInfo.InvariantCulture, $"chatcmpl-RB0v5S8UAZyIxXdnRdBTBIAoR7Sn{call.Serial:d4}");

    private protected override WireReply Framed(int status, byte[] body, string contentType) => new(status, body)
    {
        Headers =
        [
            .. CommonHeaders(),
            ("Content-Type", contentType),
            ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)),
            ("Keep-Alive", "timeout=5, max=100"),
        ],
    };

    private protected override IEnumerable<(string Name, string Value)> CommonHeaders() => [("Server", "llama.cpp"), ("Access-Control-Allow-Origin", "")];

    private protected override IEnumerable<(string Name, string Value)> StreamHeaders(OpenAiCall call) =>
    [
        .. CommonHeaders(),
        ("X-Accel-Buffering", "no"),
        ("Content-Type", "text/event-stream"),
        ("Transfer-Encoding", "chunked"),
        ("Keep-Alive", "timeout=5, max=100"),
    ];

    /// <summary>Counts one choice only, however many there are.</summary>
    private protected override JsonObject Usage(OpenAiCall call) => new()
    {
        ["completion_tokens"] = call.Reply.Completion,
        ["prompt_tokens"] = call.Reply.PromptTokens,
        ["total_tokens"] = call.Reply.PromptTokens + call.Reply.Completion,
        ["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0 },
    };

    private protected override JsonObject WholeChoice(OpenAiCall call, int index) => call.IsChat
        ? new() { ["finish_reason"] = call.Reply.Finish, ["index"] = index, ["message"] = Message(call) }
        : TextChoice(index, call.Reply.Text, call.Reply.Finish);

    private protected override JsonObject Message(OpenAiCall call)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = call.Reply.Text };
        if (call.Reply.Thought.Count > 0)
            message["reasoning_content"] = string.Concat(call.Reply.Thought);
        if (call.Reply.ToolCalls.Count > 0)
            message["tool_calls"] = new JsonArray([.. call.Reply.ToolCalls.Select(WholeToolCall)]);
        return message;
    }

    private protected override JsonNode WholeToolCall(FakeToolCall call, int index) =>
        new JsonObject { ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments }, ["id"] = call.Id };

    private protected override IEnumerable<JsonObject> Deltas(OpenAiCall call) =>
        [.. call.Reply.Thought.Select(piece => new JsonObject { ["reasoning_content"] = piece }), .. base.Deltas(call)];

    private protected override IEnumerable<JsonObject> ToolCallDeltas(FakeToolCall call, int index)
    {
        yield return ToolCalls(new JsonObject
        {
            ["index"] = index,
            ["id"] = call.Id,
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Fragments[0] },
        });
        foreach (var fragment in call.Fragments.Skip(1))
            yield return ToolCalls(new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = fragment } });
    }

    private protected override IEnumerable<StreamFrame> Frames(OpenAiCall call)
    {
        for (var index = 0; index < call.Choices && call.IsChat; index++)
            yield return Frame(FrameKind.Role, Chunk(call, Choice(index, new JsonObject { ["role"] = "assistant", ["content"] = null }, null)), joinsNext: call.Reply.ToolCalls.Count + call.Reply.Thought.Count == 0);
        foreach (var delta in call.IsChat ? Deltas(call) : call.Reply.Pieces.Select(piece => new JsonObject { ["text"] = piece }))
        {
            for (var index = 0; index < call.Choices; index++)
                yield return Frame(FrameKind.Piece, Chunk(call, ChoiceOf(call, index, delta, null)));
        }

        for (var index = 0; index < call.Choices; index++)
        {
            var finish = Chunk(call, ChoiceOf(call, index, call.IsChat ? [] : new JsonObject { ["text"] = "" }, call.Reply.Finish));
            if (!call.IsChat)
                MoveUsage(call, finish);
            if (!call.IsChat || !call.WantsUsage)
                finish["timings"] = Timings(call);
            yield return Frame(FrameKind.Finish, finish, joinsNext: call is { IsChat: true, WantsUsage: true });
        }

        if (call is { IsChat: true, WantsUsage: true })
        {
            var chunk = UsageChunk(call);
            chunk["timings"] = Timings(call);
            yield return Frame(FrameKind.Usage, chunk);
        }

        yield return Done;
    }

    private protected override JsonObject Choice(int index, JsonObject delta, string? finish) =>
        new() { ["finish_reason"] = finish, ["index"] = index, ["delta"] = delta };

    private protected override JsonObject Chunk(OpenAiCall call, JsonObject? choice)
    {
        JsonArray choices = choice is null ? [] : new JsonArray(choice);
        return call.IsChat
            ? new() { ["choices"] = choices, ["created"] = call.Created, ["id"] = Id(call), ["model"] = call.ServedModel, ["system_fingerprint"] = Fingerprint, ["object"] = "chat.completion.chunk" }
            : new() { ["choices"] = choices, ["created"] = call.Created, ["model"] = call.ServedModel, ["system_fingerprint"] = Fingerprint, ["object"] = "text_completion", ["id"] = Id(call) };
    }

    private protected override byte[] ErrorEvent(string message) =>
        Event(new JsonObject { ["error"] = new JsonObject { ["code"] = 500, ["message"] = message, ["type"] = "server_error" } });

    /// <summary>In a completion's last chunk the usage stands before the id.</summary>
    private void MoveUsage(OpenAiCall call, JsonObject chunk)
    {
        var id = chunk["id"]?.DeepClone();
        chunk.Remove("id");
        chunk["usage"] = Usage(call);
        chunk["id"] = id;
    }

    private static WireReply HttpError(int status, string message, string type) =>
        Replies.LlamaReply(status, new JsonObject { ["message"] = message, ["type"] = type, ["code"] = status });

    private static JsonObject OllamaModel(string name) => new()
    {
        ["name"] = name,
        ["model"] = name,
        ["modified_at"] = "",
        ["size"] = "",
        ["digest"] = "",
        ["type"] = "model",
        ["description"] = "",
        ["tags"] = new JsonArray(""),
        ["capabilities"] = new JsonArray("completion"),
        ["parameters"] = "",
        ["details"] = new JsonObject
        {
            ["parent_model"] = "",
            ["format"] = "gguf",
            ["family"] = "",
            ["families"] = new JsonArray(""),
            ["parameter_size"] = "",
            ["quantization_level"] = "",
        },
    };

    private static JsonObject Timings(OpenAiCall call) => new()
    {
        ["cache_n"] = 0,
        ["prompt_n"] = call.Reply.PromptTokens,
        ["prompt_ms"] = 16.539,
        ["prompt_per_token_ms"] = 0.17783870967741938,
        ["prompt_per_second"] = 5623.072737166696,
        ["predicted_n"] = call.Reply.Completion,
        ["predicted_ms"] = 13.251,
        ["predicted_per_token_ms"] = 1.893,
        ["predicted_per_second"] = 528.2620179609087,
    };
}
