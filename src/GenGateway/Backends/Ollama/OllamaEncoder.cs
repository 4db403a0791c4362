using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Writes tasks as bodies of Ollama's own routes, members always in the same order.</summary>
internal static class OllamaEncoder
{
    /// <summary>A body of <c>/api/chat</c>.</summary>
    /// <param name="task">What is asked.</param>
    /// <param name="choice">Which of its choices: each has a seed of its own.</param>
    /// <param name="model">The model's name at the backend.</param>
    /// <param name="stream">Whether the answer is to come as it grows.</param>
    /// <param name="settings">What the operator wants sent along.</param>
    public static ReadOnlyMemory<byte> Chat(ChatTask task, int choice, string model, bool stream, OllamaSettings settings) => RequestJson.Write(json =>
    {
        json.WriteString("model", model);
        OllamaMessages.Write(json, task.Messages);
        if (task.Tools.Count > 0 && task.ToolChoice is not ToolChoice.None)
            WriteTools(json, task.Tools);
        WriteFormat(json, task.ResponseFormat);
        // Left out, a model that can think does.
        if (task.ReasoningEffort is { } effort && ThinkLevel.Of(effort) is { } level)
            RequestJson.WriteRaw(json, "think", level);
        WriteRest(json, task.Parameters, choice, stream, settings);
    });

    /// <summary>A body of <c>/api/generate</c> for one prompt.</summary>
    /// <inheritdoc cref="Chat"/>
    public static ReadOnlyMemory<byte> Completion(CompletionTask task, int choice, string model, bool stream, OllamaSettings settings) => RequestJson.Write(json =>
    {
        json.WriteString("model", model);
        json.WriteText("prompt", task.Prompts[choice / task.N].Text);
        // The text as it is, without the model's template; only a suffix needs that, to be put in its place.
        if (task.Suffix is { } suffix)
            json.WriteText("suffix", suffix);
        else
            json.WriteBoolean("raw", true);
        WriteRest(json, task.Parameters, choice, stream, settings);
    });

    private static void WriteRest(Utf8JsonWriter json, TextParameters parameters, int choice, bool stream, OllamaSettings settings)
    {
        json.WriteBoolean("stream", stream);
        if (parameters.TopLogprobs is { } likely)
        {
            json.WriteBoolean("logprobs", true);
            if (likely > 0)
                json.WriteNumber("top_logprobs", likely);
        }

        foreach (var (name, raw) in settings.Members)
            RequestJson.WriteRaw(json, name, raw);
        OllamaOptions.Write(json, parameters, choice, settings);
    }

    private static void WriteTools(Utf8JsonWriter json, IReadOnlyList<Tool> tools)
    {
        json.WriteStartArray("tools");
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type", "function");
            json.WriteStartObject("function");
            json.WriteString("name", tool.Name);
            if (tool.Description is not null)
                json.WriteString("description", tool.Description);
            RequestJson.WriteRaw(json, "parameters", tool.Parameters ?? """{"type":"object","properties":{}}""");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFormat(Utf8JsonWriter json, ResponseFormat? format)
    {
        switch (format)
        {
            case ResponseFormat.JsonObject:
                json.WriteString("format", "json");
                break;
            case ResponseFormat.JsonSchema schema:
                RequestJson.WriteRaw(json, "format", schema.Schema);
                break;
        }
    }
}
