using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>How one kind of server speaks OpenAI's protocol. This class speaks as OpenAI does; the others say where they differ.</summary>
public class OpenAiProfile
{
    private protected OpenAiProfile()
    {
    }

    public static OpenAiProfile OpenAi { get; } = new();

    public static OpenAiProfile LlamaServer { get; } = new LlamaServerProfile();

    public static OpenAiProfile Vllm { get; } = new VllmProfile();

    /// <summary>vLLM as it was before version 0.10: errors without a wrapping, thoughts as <c>reasoning_content</c>.</summary>
    public static OpenAiProfile OldVllm { get; } = new OldVllmProfile();

    public static OpenAiProfile LiteLlm { get; } = new LiteLlmProfile();

    public static OpenAiProfile OllamaV1 { get; } = new OllamaV1Profile();

    public static OpenAiProfile Together { get; } = new TogetherProfile();

    public static OpenAiProfile Groq { get; } = new GroqProfile();

    /// <summary>All of them, by the name that <c>backends.yaml</c> or a command may use.</summary>
    public static IReadOnlyDictionary<string, OpenAiProfile> ByName { get; } = new Dictionary<string, OpenAiProfile>
    {
        ["openai"] = OpenAi,
        ["llama-server"] = LlamaServer,
        ["vllm"] = Vllm,
        ["vllm-old"] = OldVllm,
        ["litellm"] = LiteLlm,
        ["ollama-v1"] = OllamaV1,
        ["together"] = Together,
        ["groq"] = Groq,
    };

    /// <summary>Whether it answers for the model that was asked for.</summary>
    internal virtual bool Serves(string model, IReadOnlyList<string> models) => models.Contains(model);

    /// <summary>The paths that need no key.</summary>
    internal virtual IReadOnlySet<string> OpenPaths { get; } = new HashSet<string>();

    /// <summary>The model that an answer names.</summary>
    internal virtual string ServedModel(string? asked, IReadOnlyList<string> models) => asked ?? models[0];

    internal virtual JsonNode Models(IReadOnlyList<string> models, long created) => new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. models.Select(model => Model(model, created))]),
    };

    internal virtual JsonObject Model(string id, long created) =>
        new() { ["id"] = id, ["object"] = "model", ["created"] = created, ["owned_by"] = "organization-owner" };

    /// <summary>The answer to a health probe, or null where the server has no such route.</summary>
    internal virtual WireReply? Health(string path) => null;

    internal virtual WireReply Reply(int status, JsonNode body) => Framed(status, Json.Utf8(body), "application/json");

    /// <summary>An error in the server's envelope.</summary>
    internal virtual WireReply Error(int status, string message, string type, string? code = null, string? param = null) =>
        Reply(status, new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = param, ["code"] = code } });

    internal virtual WireReply NoKey() =>
        Error(401, "You didn't provide an API key.", "invalid_request_error", "invalid_api_key");

    internal virtual WireReply NoModel(string model) =>
        Error(404, $"The model `{model}` does not exist or you do not have access to it.", "invalid_request_error", "model_not_found");

    internal virtual WireReply NoRoute(ReceivedRequest request) =>
        Error(404, $"Invalid URL ({request.Method} {request.Path})", "invalid_request_error");

    internal virtual WireReply BadJson() =>
        Error(400, "We could not parse the JSON body of your request.", "invalid_request_error");

    internal virtual WireReply NoMessages(bool chat, bool empty) =>
        Error(400, $"Missing required parameter: '{(chat ? "messages" : "prompt")}'.", "invalid_request_error", "missing_required_parameter", chat ? "messages" : "prompt");

    internal virtual WireReply WrongType(string field, string kind) =>
        Error(400, $"Invalid type for '{field}': expected a number, but got a {kind} instead.", "invalid_request_error", "invalid_type", field);

    /// <summary>Whether the server has one of the routes beside chat and completions; pictures are OpenAI's own.</summary>
    internal virtual bool Has(string path) => path is "/v1/responses" or "/v1/embeddings" || OpenAiImages.Has(path);

    /// <summary>An empty text has an embedding.</summary>
    internal virtual bool EmbedsNothing => false;

    /// <summary>What the server says to what it does not do, or null.</summary>
    internal virtual WireReply? Unsupported(JsonObject body) => null;

    internal virtual WireReply NoEmbedder(string model) => NoModel(model);

    /// <summary>What it says where the model makes no embeddings.</summary>
    internal virtual WireReply NoEmbeddings(string model) => Error(403, $"You are not allowed to generate embeddings from this model: {model}", "invalid_request_error");

    internal virtual JsonObject Embedded(OpenAiEmbeddings call, string servedModel) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. call.Vectors.Select((vector, index) => new JsonObject { ["object"] = "embedding", ["index"] = index, ["embedding"] = vector })]),
        ["model"] = servedModel,
        ["usage"] = new JsonObject { ["prompt_tokens"] = call.Tokens, ["total_tokens"] = call.Tokens },
    };

    internal virtual WireReply Tokenized(JsonObject body) => throw new InvalidOperationException("This server has no such route.");

    internal virtual WireReply Detokenized(JsonObject body) => throw new InvalidOperationException("This server has no such route.");

    /// <summary>The headers of a stream of events.</summary>
    internal IReadOnlyList<(string Name, string Value)> EventHeaders(OpenAiCall call) => [.. StreamHeaders(call)];

    internal virtual JsonObject Whole(OpenAiCall call)
    {
        var answer = new JsonObject
        {
            ["id"] = Id(call),
            ["object"] = call.IsChat ? "chat.completion" : "text_completion",
            ["created"] = call.Created,
            ["model"] = call.ServedModel,
            ["choices"] = new JsonArray([.. Enumerable.Range(0, call.Choices).Select(index => WholeChoice(call, index))]),
            ["usage"] = Usage(call),
        };
        answer["service_tier"] = "default";
        answer["system_fingerprint"] = "fp_44709d6fcb";
        return answer;
    }

    internal StreamPlan Stream(OpenAiCall call) => new(
        [.. StreamHeaders(call)],
        [.. Frames(call).Where(frame => call.Reply.ReportsUsage || frame.Kind != FrameKind.Usage)],
        ErrorEvent("The server had an error while processing your request."),
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choi\n\n"u8.ToArray(),
        BrokenUtf8(call))
    {
        TerminatesErrors = TerminatesErrors,
        Closes = ClosesAfterStream,
    };

    /// <summary>Says how probable the pieces were, if it is asked.</summary>
    private protected virtual bool GivesLogprobs => true;

    /// <summary>Behind an error event the terminator comes nevertheless.</summary>
    private protected virtual bool TerminatesErrors => false;

    /// <summary>A stream ends its connection, whatever the headers say.</summary>
    private protected virtual bool ClosesAfterStream => false;

    private protected virtual string Id(OpenAiCall call) =>
        string.Create(CultureInfo.InvariantCulture, $"{(call.IsChat ? "chatcmpl" : "cmpl")}-CQHsuDkYPk7X6F{call.Serial:d4}");

    private protected virtual IEnumerable<(string Name, string Value)> CommonHeaders() =>
    [
        ("openai-version", "2020-10-01"),
        ("openai-organization", "org-fake"),
        ("openai-processing-ms", "57"),
        ("x-request-id", "req_0f4b9a9c6c6d4fa1"),
        ("x-ratelimit-limit-requests", "10000"),
        ("x-ratelimit-limit-tokens", "200000"),
        ("x-ratelimit-remaining-requests", "9999"),
        ("x-ratelimit-remaining-tokens", "199978"),
        ("x-ratelimit-reset-requests", "8.64s"),
        ("x-ratelimit-reset-tokens", "6m0s"),
    ];

    private protected virtual IEnumerable<(string Name, string Value)> StreamHeaders(OpenAiCall call) =>
        [("Content-Type", "text/event-stream; charset=utf-8"), .. CommonHeaders(), ("Transfer-Encoding", "chunked")];

    private protected virtual WireReply Framed(int status, byte[] body, string contentType) => new(status, body)
    {
        Headers = [("Content-Type", contentType), ("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)), .. CommonHeaders()],
    };

    private protected virtual JsonObject Usage(OpenAiCall call)
    {
        var usage = PlainUsage(call);
        usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = 0, ["audio_tokens"] = 0 };
        usage["completion_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0, ["audio_tokens"] = 0, ["accepted_prediction_tokens"] = 0, ["rejected_prediction_tokens"] = 0 };
        return usage;
    }

    private protected static JsonObject PlainUsage(OpenAiCall call)
    {
        var completion = call.Reply.Completion * call.Choices;
        return new JsonObject { ["prompt_tokens"] = call.Reply.PromptTokens, ["completion_tokens"] = completion, ["total_tokens"] = call.Reply.PromptTokens + completion };
    }

    private protected virtual JsonObject WholeChoice(OpenAiCall call, int index)
    {
        var logprobs = GivesLogprobs && OpenAiLogprobs.Wanted(call) ? OpenAiLogprobs.Of(call, call.Reply.Pieces, 0) : null;
        return call.IsChat
            ? new() { ["index"] = index, ["message"] = Message(call), ["logprobs"] = logprobs, ["finish_reason"] = call.Reply.Finish }
            : new() { ["text"] = call.Reply.Text, ["index"] = index, ["logprobs"] = logprobs, ["finish_reason"] = call.Reply.Finish };
    }

    private protected virtual JsonObject Message(OpenAiCall call)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = call.Reply.ToolCalls.Count > 0 && call.Reply.Text.Length == 0 ? null : call.Reply.Text };
        if (call.Reply.ToolCalls.Count > 0)
            message["tool_calls"] = new JsonArray([.. call.Reply.ToolCalls.Select(WholeToolCall)]);
        message["refusal"] = null;
        message["annotations"] = new JsonArray();
        return message;
    }

    private protected virtual JsonNode WholeToolCall(FakeToolCall call, int index) =>
        new JsonObject { ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments } };

    /// <summary>The deltas of one choice, each one piece: thought, text, tool calls.</summary>
    private protected virtual IEnumerable<JsonObject> Deltas(OpenAiCall call)
    {
        foreach (var piece in call.Reply.Pieces)
            yield return new JsonObject { ["content"] = piece };
        for (var i = 0; i < call.Reply.ToolCalls.Count; i++)
        {
            foreach (var delta in ToolCallDeltas(call.Reply.ToolCalls[i], i))
                yield return delta;
        }
    }

    private protected virtual IEnumerable<JsonObject> ToolCallDeltas(FakeToolCall call, int index)
    {
        yield return ToolCalls(new JsonObject { ["index"] = index, ["id"] = call.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = "" } });
        foreach (var fragment in call.Fragments)
            yield return ToolCalls(new JsonObject { ["index"] = index, ["function"] = new JsonObject { ["arguments"] = fragment } });
    }

    private protected static JsonObject ToolCalls(JsonObject call) => new() { ["tool_calls"] = new JsonArray(call) };

    private protected virtual IEnumerable<StreamFrame> Frames(OpenAiCall call)
    {
        for (var index = 0; index < call.Choices && call.IsChat; index++)
            yield return Frame(FrameKind.Role, Chunk(call, Choice(index, new JsonObject { ["role"] = "assistant", ["content"] = "", ["refusal"] = null }, null)));
        var offset = 0;
        foreach (var delta in call.IsChat ? Deltas(call) : call.Reply.Pieces.Select(piece => new JsonObject { ["text"] = piece }))
        {
            for (var index = 0; index < call.Choices; index++)
                yield return Frame(FrameKind.Piece, Chunk(call, ChoiceOf(call, index, delta, null, offset)));
            offset += (Json.Text(delta, "text") ?? "").Length;
        }

        for (var index = 0; index < call.Choices; index++)
            yield return Frame(FrameKind.Finish, Chunk(call, ChoiceOf(call, index, call.IsChat ? [] : new JsonObject { ["text"] = "" }, call.Reply.Finish)));
        if (call.WantsUsage)
            yield return Frame(FrameKind.Usage, UsageChunk(call));
        yield return Done;
    }

    private protected static StreamFrame Done { get; } = new(FrameKind.Terminator, "data: [DONE]\n\n"u8.ToArray());

    private protected JsonObject ChoiceOf(OpenAiCall call, int index, JsonObject delta, string? finish, int offset = 0)
    {
        var choice = call.IsChat ? Choice(index, (JsonObject)delta.DeepClone(), finish) : TextChoice(index, Json.Text(delta, "text") ?? "", finish);
        if (GivesLogprobs && OpenAiLogprobs.Wanted(call) && Json.Text(delta, call.IsChat ? "content" : "text") is { Length: > 0 } piece)
            choice["logprobs"] = OpenAiLogprobs.Of(call, [piece], offset);
        return choice;
    }

    private protected virtual JsonObject Choice(int index, JsonObject delta, string? finish) =>
        new() { ["index"] = index, ["delta"] = delta, ["logprobs"] = null, ["finish_reason"] = finish };

    private protected virtual JsonObject TextChoice(int index, string text, string? finish) =>
        new() { ["text"] = text, ["index"] = index, ["logprobs"] = null, ["finish_reason"] = finish };

    private protected virtual JsonObject Chunk(OpenAiCall call, JsonObject? choice)
    {
        var chunk = new JsonObject
        {
            ["id"] = Id(call),
            ["object"] = call.IsChat ? "chat.completion.chunk" : "text_completion",
            ["created"] = call.Created,
            ["model"] = call.ServedModel,
            ["service_tier"] = "default",
            ["system_fingerprint"] = "fp_44709d6fcb",
            ["choices"] = choice is null ? [] : new JsonArray(choice),
        };
        if (call.WantsUsage)
            chunk["usage"] = null;
        if (call.IsChat)
            chunk["obfuscation"] = "o8Jw2z";
        return chunk;
    }

    private protected virtual JsonObject UsageChunk(OpenAiCall call)
    {
        var chunk = Chunk(call, null);
        chunk["usage"] = Usage(call);
        return chunk;
    }

    private protected virtual byte[] ErrorEvent(string message) =>
        Event(new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = "server_error", ["param"] = null, ["code"] = null } });

    private protected static StreamFrame Frame(FrameKind kind, JsonObject chunk, bool joinsNext = false) => new(kind, Event(chunk), joinsNext);

    private protected static byte[] Event(JsonNode json) => [.. "data: "u8, .. Json.Utf8(json), .. "\n\n"u8];

    private byte[] BrokenUtf8(OpenAiCall call)
    {
        // A character that stops after two of its three bytes, and a byte that no character has.
        const string Mark = "BROKEN";
        var bytes = Event(Chunk(call, ChoiceOf(call, 0, new JsonObject { [call.IsChat ? "content" : "text"] = Mark }, null)));
        var at = bytes.AsSpan().IndexOf("BROKEN"u8);
        return [.. bytes[..at], 0xE6, 0x97, .. "x"u8, 0xFF, .. bytes[(at + Mark.Length)..]];
    }
}
