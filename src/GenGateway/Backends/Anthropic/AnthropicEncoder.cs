using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Writes tasks as bodies of <c>/v1/messages</c>, members always in the same order: what the vendor keeps of a prompt is found again by its bytes.</summary>
internal static class AnthropicEncoder
{
    /// <param name="task">What is asked.</param>
    /// <param name="model">The model's name at the backend.</param>
    /// <param name="stream">Whether the answer is to come as it grows.</param>
    /// <param name="settings">What the operator wrote.</param>
    public static ReadOnlyMemory<byte> Encode(ChatTask task, string model, bool stream, AnthropicSettings settings) => RequestJson.Write(json =>
    {
        var conversation = Conversation.Of(task);
        var thinking = Thinking.Of(task, settings);
        json.WriteString("model", model);
        json.WriteNumber("max_tokens", thinking.MaxTokens);
        WriteSystem(json, conversation.System);
        WriteTools(json, task);
        new TurnWriter(json).Write(conversation.Turns);
        WriteThinking(json, thinking);
        WriteOutput(json, thinking.Effort, task.ResponseFormat);
        WriteSampling(json, task.Parameters, thinking);
        if (task.User is { Length: > 0 } user)
        {
            json.WriteStartObject("metadata");
            json.WriteString("user_id", user);
            json.WriteEndObject();
        }

        foreach (var (name, raw) in settings.Members)
            RequestJson.WriteRaw(json, name, raw);
        json.WriteBoolean("stream", stream);
    });

    private static void WriteSystem(Utf8JsonWriter json, IReadOnlyList<string> texts)
    {
        if (texts.Count == 0)
            return;
        json.WriteStartArray("system");
        foreach (var text in texts)
        {
            json.WriteStartObject();
            json.WriteString("type", "text");
            json.WriteText("text", text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteTools(Utf8JsonWriter json, ChatTask task)
    {
        if (task.Tools.Count == 0)
            return;
        json.WriteStartArray("tools");
        foreach (var tool in task.Tools)
        {
            json.WriteStartObject();
            json.WriteString("name", tool.Name);
            if (tool.Description is { Length: > 0 } description)
                json.WriteString("description", description);
            RequestJson.WriteRaw(json, "input_schema", ObjectText.Schema(tool.Parameters));
            if (tool.Strict is true)
                json.WriteBoolean("strict", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        WriteChoice(json, task.ToolChoice, isSingle: task.ParallelToolCalls is false);
    }

    private static void WriteChoice(Utf8JsonWriter json, ToolChoice? choice, bool isSingle)
    {
        if (choice is null && !isSingle)
            return;
        json.WriteStartObject("tool_choice");
        switch (choice)
        {
            case ToolChoice.Required:
                json.WriteString("type", "any");
                break;
            case ToolChoice.None:
                json.WriteString("type", "none");
                break;
            case ToolChoice.Named named:
                json.WriteString("type", "tool");
                json.WriteString("name", named.Name);
                break;
            default:
                json.WriteString("type", "auto");
                break;
        }

        // Where none may be called it is no member of theirs.
        if (isSingle && choice is not ToolChoice.None)
            json.WriteBoolean("disable_parallel_tool_use", true);
        json.WriteEndObject();
    }

    private static void WriteThinking(Utf8JsonWriter json, Thinking thinking)
    {
        if (thinking is { Budget: null, IsOff: false })
            return;
        json.WriteStartObject("thinking");
        json.WriteString("type", thinking.Budget is null ? "disabled" : "enabled");
        if (thinking.Budget is { } budget)
            json.WriteNumber("budget_tokens", budget);
        json.WriteEndObject();
    }

    private static void WriteOutput(Utf8JsonWriter json, string? effort, ResponseFormat? format)
    {
        var schema = format as ResponseFormat.JsonSchema;
        if (effort is null && schema is null)
            return;
        json.WriteStartObject("output_config");
        if (effort is not null)
            json.WriteString("effort", effort);
        if (schema is not null)
        {
            json.WriteStartObject("format");
            json.WriteString("type", "json_schema");
            RequestJson.WriteRaw(json, "schema", schema.Schema);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteSampling(Utf8JsonWriter json, TextParameters parameters, Thinking thinking)
    {
        if (!thinking.LeavesSamplingOut)
        {
            if (parameters.Temperature is { } temperature)
                json.WriteNumber("temperature", Math.Min(temperature, AnthropicLimits.HighestTemperature));
            if (parameters.TopP is { } topP)
                json.WriteNumber("top_p", topP);
            if (parameters.TopK is > 0 and var topK)
                json.WriteNumber("top_k", topK);
        }

        var stops = parameters.Stop.Where(static stop => !string.IsNullOrWhiteSpace(stop)).ToArray();
        if (stops.Length == 0)
            return;
        json.WriteStartArray("stop_sequences");
        foreach (var stop in stops)
            json.WriteStringValue(stop);
        json.WriteEndArray();
    }
}
