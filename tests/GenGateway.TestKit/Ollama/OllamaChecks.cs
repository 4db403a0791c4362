using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Ollama;

/// <summary>What Ollama refuses, and in which words.</summary>
internal static class OllamaChecks
{
    private static readonly Dictionary<string, string> Options = new()
    {
        ["num_predict"] = "integer",
        ["num_keep"] = "integer",
        ["seed"] = "integer",
        ["top_k"] = "integer",
        ["repeat_last_n"] = "integer",
        ["num_ctx"] = "integer",
        ["num_batch"] = "integer",
        ["num_gpu"] = "integer",
        ["main_gpu"] = "integer",
        ["num_thread"] = "integer",
        ["temperature"] = "float32",
        ["top_p"] = "float32",
        ["min_p"] = "float32",
        ["typical_p"] = "float32",
        ["repeat_penalty"] = "float32",
        ["presence_penalty"] = "float32",
        ["frequency_penalty"] = "float32",
        ["stop"] = "array",
        ["use_mmap"] = "boolean",
    };

    /// <summary>A refusal of what needs no model to be known, or null.</summary>
    public static WireReply? Syntax(string path, byte[] bytes, JsonObject? body)
    {
        if (bytes.Length == 0)
            return OllamaReplies.Error(400, "missing request body");
        if (body is null)
            return OllamaReplies.Error(400, "unexpected EOF");
        var request = path switch
        {
            "/api/chat" => "ChatRequest",
            "/api/generate" => "GenerateRequest",
            "/api/embed" => "EmbedRequest",
            "/api/embeddings" => "EmbeddingRequest",
            "/api/pull" => "PullRequest",
            "/api/create" => "CreateRequest",
            "/api/copy" => "CopyRequest",
            "/api/delete" => "DeleteRequest",
            _ => "ShowRequest",
        };
        return WrongType(body, request, "model", "string", JsonValueKind.String)
            ?? WrongType(body, request, "stream", "bool", JsonValueKind.True, JsonValueKind.False)
            ?? WrongType(body, request, "messages", "[]api.Message", JsonValueKind.Array)
            ?? WrongType(body, request, "options", "map[string]interface {}", JsonValueKind.Object);
    }

    /// <summary>A refusal of what this model cannot do, or null.</summary>
    public static WireReply? Abilities(string path, JsonObject body, OllamaModel model)
    {
        var name = Json.Text(body, "model");
        if (!model.Can("completion"))
            return OllamaReplies.Error(400, $"\"{name}\" does not support {(path == "/api/chat" ? "chat" : "generate")}");
        if (body["tools"] is JsonArray { Count: > 0 } && !model.Can("tools"))
            return OllamaReplies.Error(400, $"registry.ollama.ai/library/{model.FullName} does not support tools");
        if (body["think"] is { } think && !Json.IsKind(think, JsonValueKind.False) && !model.Can("thinking"))
            return OllamaReplies.Error(400, $"\"{name}\" does not support thinking");
        if (body["images"] is JsonArray { Count: > 0 } && !model.Can("vision"))
            return OllamaReplies.Error(400, OllamaReplies.OfRunner(400, "Multimodal data provided, but model does not support multimodal requests.", "invalid_request_error"));
        if (Json.IsTrue(body, "raw") && (body["system"] is not null || body["template"] is not null || body["context"] is not null))
            return OllamaReplies.Error(400, "raw mode does not support template, system, or context");
        if (!string.IsNullOrEmpty(Json.Text(body, "suffix")) && !model.Can("insert"))
            return OllamaReplies.Error(400, $"registry.ollama.ai/library/{model.FullName} does not support insert");
        return Option(body) ?? Format(body);
    }

    private static WireReply? Option(JsonObject body)
    {
        foreach (var (name, value) in body["options"] as JsonObject ?? [])
        {
            if (Options.TryGetValue(name, out var type) && !Fits(value, type))
                return OllamaReplies.Error(500, $"option \"{name}\" must be of type {type}");
        }

        return null;
    }

    private static bool Fits(JsonNode? value, string type) => type switch
    {
        "integer" or "float32" => Json.IsKind(value, JsonValueKind.Number),
        "boolean" => Json.IsKind(value, JsonValueKind.True, JsonValueKind.False),
        _ => value is JsonArray,
    };

    private static WireReply? Format(JsonObject body) =>
        body["format"] is { } format && format is not JsonObject && Json.Text(body, "format") is not ("json" or "")
            ? OllamaReplies.Error(500, $"invalid format: {Quote(format.ToJsonString())}; expected \"json\" or a valid JSON Schema object")
            : null;

    /// <summary>As Go's %q quotes.</summary>
    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static WireReply? WrongType(JsonObject body, string request, string field, string type, params ReadOnlySpan<JsonValueKind> kinds) =>
        body[field] is not { } value || Json.IsKind(value, kinds)
            ? null
            : OllamaReplies.Error(400, $"json: cannot unmarshal {Kind(value)} into Go struct field {request}.{field} of type {type}");

    private static string Kind(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "bool",
    };
}
