using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.OpenAi;

/// <summary>Ollama's OpenAI routes, as the recordings in <c>ollama/v1-*</c> have them. A dying runner leaves an empty chunk and a proper end.</summary>
internal sealed class OllamaV1Profile : OpenAiProfile
{
    private const string Fingerprint = "fp_ollama";

    /// <summary>A name without a tag is the latest.</summary>
    internal override bool Serves(string model, IReadOnlyList<string> models) =>
        models.Contains(model) || models.Contains(model + ":latest") || models.Any(known => known + ":latest" == model);

    private protected override bool GivesLogprobs => false;

    internal override bool EmbedsNothing => true;

    internal override bool Has(string path) => path == "/v1/embeddings";

    internal override WireReply NoEmbedder(string model) => Error(404, $"model \"{model}\" not found, try pulling it first", "");

    internal override WireReply NoEmbeddings(string model) => Error(501, "This server does not support embeddings. Start it with `--embeddings`", "");

    internal override JsonObject Embedded(OpenAiEmbeddings call, string servedModel) => new()
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. call.Vectors.Select((vector, index) => new JsonObject { ["object"] = "embedding", ["embedding"] = vector, ["index"] = index })]),
        ["model"] = servedModel,
        ["usage"] = new JsonObject { ["prompt_tokens"] = call.Tokens, ["total_tokens"] = call.Tokens },
    };

    internal override JsonNode Models(IReadOnlyList<string> models, long created) => new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. models.Select(model => Model(model.Contains(':', StringComparison.Ordinal) ? model : model + ":latest", created))]),
    };

    internal override JsonObject Model(string id, long created) => new() { ["id"] = id, ["object"] = "model", ["created"] = created, ["owned_by"] = "library" };

    internal override WireReply? Health(string path) => path switch
    {
        "/" => WireReply.Of(200, "Ollama is running", "text/plain; charset=utf-8"),
        "/api/version" => WireReply.Of(200, new JsonObject { ["version"] = "0.0.0" }, "application/json; charset=utf-8"),
        _ => null,
    };

    internal override WireReply Reply(int status, JsonNode body) => Framed(status, [.. Json.Utf8(body), (byte)'\n'], "application/json");

    internal override WireReply Error(int status, string message, string type, string? code = null, string? param = null) =>
        Reply(status, ErrorBody(message, status switch { 400 => "invalid_request_error", 404 => "not_found_error", _ => "api_error" }));

    internal override WireReply NoModel(string model) => Error(404, $"model '{model}' not found", "");

    internal override WireReply NoRoute(ReceivedRequest request) => WireReply.Of(404, "404 page not found", "text/plain");

    internal override WireReply BadJson() => OfTheParser("unexpected EOF");

    internal override WireReply NoMessages(bool chat, bool empty) => OfTheParser("[] is too short - 'messages'");

    internal override WireReply WrongType(string field, string kind) =>
        OfTheParser($"json: cannot unmarshal {kind} into Go struct field ChatCompletionRequest.{field} of type float64");

    internal override JsonObject Whole(OpenAiCall call) => new()
    {
        ["id"] = Id(call),
        ["object"] = call.IsChat ? "chat.completion" : "text_completion",
        ["created"] = call.Created,
        ["model"] = call.ServedModel,
        ["system_fingerprint"] = Fingerprint,
        ["choices"] = new JsonArray(WholeChoice(call, 0)),
        ["usage"] = Usage(call),
    };

    private protected override string Id(OpenAiCall call) => string.Create(CultureInfo.InvariantCulture, $"{(call.IsChat ? "chatcmpl" : "cmpl")}-{100 + call.Serial}");

    private protected override IEnumerable<(string Name, string Value)> CommonHeaders() => [];

    private protected override IEnumerable<(string Name, string Value)> StreamHeaders(OpenAiCall call) =>
        [("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")];

    /// <summary>Always one choice: <c>n</c> is ignored.</summary>
    private protected override JsonObject Usage(OpenAiCall call) => new()
    {
        ["prompt_tokens"] = call.Reply.PromptTokens,
        ["completion_tokens"] = call.Reply.Completion,
        ["total_tokens"] = call.Reply.PromptTokens + call.Reply.Completion,
    };

    private protected override JsonObject WholeChoice(OpenAiCall call, int index) => call.IsChat
        ? new() { ["index"] = index, ["message"] = Message(call), ["finish_reason"] = call.Reply.Finish }
        : TextChoice(index, call.Reply.Text, call.Reply.Finish);

    private protected override JsonObject Message(OpenAiCall call)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = call.Reply.Text };
        if (call.Reply.Thought.Count > 0)
            message["reasoning"] = string.Concat(call.Reply.Thought);
        if (call.Reply.ToolCalls.Count > 0)
            message["tool_calls"] = new JsonArray([.. call.Reply.ToolCalls.Select(WholeToolCall)]);
        return message;
    }

    private protected override JsonNode WholeToolCall(FakeToolCall call, int index) => new JsonObject
    {
        ["id"] = call.Id,
        ["index"] = index,
        ["type"] = "function",
        ["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments },
    };

    private protected override IEnumerable<JsonObject> Deltas(OpenAiCall call)
    {
        IEnumerable<JsonObject> deltas =
        [
            .. call.Reply.Thought.Select(piece => new JsonObject { ["content"] = "", ["reasoning"] = piece }),
            .. call.Reply.Pieces.Select(piece => new JsonObject { ["content"] = piece }),
            .. call.Reply.ToolCalls.Select((tool, index) => new JsonObject { ["content"] = "", ["tool_calls"] = new JsonArray(WholeToolCall(tool, index)) }),
        ];
        return deltas.Select((delta, index) => index > 0 ? delta : First(delta));
    }

    private protected override IEnumerable<StreamFrame> Frames(OpenAiCall call)
    {
        foreach (var delta in call.IsChat ? Deltas(call) : call.Reply.Pieces.Select(piece => new JsonObject { ["text"] = piece }))
            yield return Frame(FrameKind.Piece, Chunk(call, ChoiceOf(call, 0, delta, null)));
        yield return Frame(FrameKind.Finish, Chunk(call, ChoiceOf(call, 0, call.IsChat ? [] : new JsonObject { ["text"] = "" }, call.Reply.Finish)), joinsNext: true);
        if (call.WantsUsage)
            yield return Frame(FrameKind.Usage, UsageChunk(call), joinsNext: true);
        yield return Done;
    }

    private protected override JsonObject Choice(int index, JsonObject delta, string? finish) => new() { ["index"] = index, ["delta"] = delta, ["finish_reason"] = finish };

    private protected override JsonObject TextChoice(int index, string text, string? finish) => new() { ["text"] = text, ["index"] = index, ["finish_reason"] = finish };

    private protected override JsonObject Chunk(OpenAiCall call, JsonObject? choice)
    {
        JsonArray choices = choice is null ? [] : new JsonArray(choice);
        if (call.IsChat)
            return new() { ["id"] = Id(call), ["object"] = "chat.completion.chunk", ["created"] = call.Created, ["model"] = call.ServedModel, ["system_fingerprint"] = Fingerprint, ["choices"] = choices };
        var chunk = new JsonObject { ["id"] = Id(call), ["object"] = "text_completion", ["created"] = call.Created, ["choices"] = choices, ["model"] = call.ServedModel, ["system_fingerprint"] = Fingerprint };
        if (call.WantsUsage)
            chunk["usage"] = new JsonObject { ["prompt_tokens"] = 0, ["completion_tokens"] = 0, ["total_tokens"] = 0 };
        return chunk;
    }

    /// <summary>No error at all: one more chunk without a model, text or finish reason. Behind it the body ends properly.</summary>
    private protected override byte[] ErrorEvent(string message) => Event(new JsonObject
    {
        ["id"] = "chatcmpl-426",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1795250677,
        ["model"] = "",
        ["system_fingerprint"] = Fingerprint,
        ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["content"] = "" }, ["finish_reason"] = null }),
    });

    private static JsonObject First(JsonObject delta)
    {
        var first = new JsonObject { ["role"] = "assistant" };
        foreach (var (name, value) in delta)
            first[name] = value?.DeepClone();
        return first;
    }

    private static JsonObject ErrorBody(string message, string type) =>
        new() { ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = null, ["code"] = null } };

    /// <summary>The parser's errors have a charset and no line end, the others it is the other way round.</summary>
    private static WireReply OfTheParser(string message) => WireReply.Of(400, ErrorBody(message, "invalid_request_error"), "application/json; charset=utf-8");
}
