using System.Globalization;
using System.Text.Json;
using GenGateway.Backends.Http;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>Writes tasks as bodies of OpenAI's routes, members always in the same order.</summary>
internal static class TaskEncoder
{
    /// <summary>A body of <c>/chat/completions</c>.</summary>
    public static ReadOnlyMemory<byte> Encode(ChatTask task, string model, bool stream, TaskLimits limits) => RequestJson.Write(json =>
    {
        json.WriteString("model", model);
        MessageEncoder.Write(json, task.Messages);
        WriteCommon(json, task, stream, limits.MaxTokensName, limits);
        if (limits.TakesLogprobs && task.Parameters.TopLogprobs is { } top)
        {
            json.WriteBoolean("logprobs", true);
            if (top > 0)
                json.WriteNumber("top_logprobs", top);
        }

        if (task.Tools.Count > 0)
            WriteTools(json, task.Tools);
        WriteChoice(json, task.ToolChoice);
        if (task.ParallelToolCalls is { } parallel)
            json.WriteBoolean("parallel_tool_calls", parallel);
        if (limits.NamesGrammars)
            WriteGrammar(json, task.ResponseFormat);
        else
            WriteFormat(json, task.ResponseFormat);
        if (task.ReasoningEffort is { } effort)
            json.WriteString("reasoning_effort", effort);
        if (task.User is { } user)
            json.WriteString("user", user);
        if (!task.EndsBegun || !limits.NamesBegunAnswers)
            return;
        // vLLM begins a new turn unless it is told both.
        json.WriteBoolean("continue_final_message", true);
        json.WriteBoolean("add_generation_prompt", false);
    });

    /// <summary>A body of <c>/completions</c>. Prompts given as text are echoed by the gateway: few servers do it.</summary>
    public static ReadOnlyMemory<byte> Encode(CompletionTask task, string model, bool stream, TaskLimits limits) => RequestJson.Write(json =>
    {
        json.WriteString("model", model);
        json.WritePropertyName("prompt");
        WritePrompts(json, task.Prompts);
        WriteCommon(json, task, stream, "max_tokens", limits);
        if (limits.TakesLogprobs && task.Parameters.TopLogprobs is { } top)
            json.WriteNumber("logprobs", top);
        if (task.Echo && task.Prompts[0].Tokens is not null)
            json.WriteBoolean("echo", true);
        if (task.Suffix is { } suffix)
            json.WriteText("suffix", suffix);
    });

    /// <summary>A body of <c>/embeddings</c>. Numbers are asked for, which every server has; what the client wants of them is the surface's matter.</summary>
    public static ReadOnlyMemory<byte> Encode(EmbeddingTask task, string model) => RequestJson.Write(json =>
    {
        json.WriteString("model", model);
        json.WritePropertyName("input");
        WritePrompts(json, task.Inputs);
        if (task.Dimensions is { } dimensions)
            json.WriteNumber("dimensions", dimensions);
    });

    private static void WriteCommon(Utf8JsonWriter json, TextTask task, bool stream, string maxTokensName, TaskLimits limits)
    {
        json.WriteBoolean("stream", stream);
        if (stream)
        {
            json.WriteStartObject("stream_options");
            json.WriteBoolean("include_usage", true);
            json.WriteEndObject();
        }

        if (task.N > 1)
            json.WriteNumber("n", task.N);
        var parameters = task.Parameters;
        if (parameters.MaxTokens is { } maxTokens)
            json.WriteNumber(maxTokensName, maxTokens);
        Write(json, "temperature", parameters.Temperature);
        Write(json, "top_p", parameters.TopP);
        Write(json, "frequency_penalty", parameters.FrequencyPenalty);
        Write(json, "presence_penalty", parameters.PresencePenalty);
        if (limits.TakesExtras)
        {
            if (parameters.TopK is { } topK)
                json.WriteNumber("top_k", topK);
            Write(json, "min_p", parameters.MinP);
            Write(json, "repetition_penalty", parameters.RepetitionPenalty);
        }

        if (parameters.Seed is { } seed)
            json.WriteNumber("seed", seed);
        if (parameters.Stop.Count > 0)
        {
            json.WriteStartArray("stop");
            foreach (var stop in parameters.Stop)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        if (parameters.LogitBias is not { } biases)
            return;
        json.WriteStartObject("logit_bias");
        foreach (var (token, bias) in biases.OrderBy(static entry => entry.Key))
            json.WriteNumber(token.ToString(CultureInfo.InvariantCulture), bias);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } known)
            json.WriteNumber(name, known);
    }

    private static void WritePrompts(Utf8JsonWriter json, IReadOnlyList<CompletionPrompt> prompts)
    {
        if (prompts is [var only])
        {
            WritePrompt(json, only);
            return;
        }

        json.WriteStartArray();
        foreach (var prompt in prompts)
            WritePrompt(json, prompt);
        json.WriteEndArray();
    }

    private static void WritePrompt(Utf8JsonWriter json, CompletionPrompt prompt)
    {
        if (prompt.Text is { } text)
        {
            json.WriteTextValue(text);
            return;
        }

        json.WriteStartArray();
        foreach (var token in prompt.Tokens!)
            json.WriteNumberValue(token);
        json.WriteEndArray();
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
            if (tool.Parameters is not null)
                RequestJson.WriteRaw(json, "parameters", tool.Parameters);
            if (tool.Strict is { } strict)
                json.WriteBoolean("strict", strict);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteChoice(Utf8JsonWriter json, ToolChoice? choice)
    {
        switch (choice)
        {
            case ToolChoice.Auto:
                json.WriteString("tool_choice", "auto");
                break;
            case ToolChoice.None:
                json.WriteString("tool_choice", "none");
                break;
            case ToolChoice.Required:
                json.WriteString("tool_choice", "required");
                break;
            case ToolChoice.Named named:
                json.WriteStartObject("tool_choice");
                json.WriteString("type", "function");
                json.WriteStartObject("function");
                json.WriteString("name", named.Name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
        }
    }

    private static void WriteGrammar(Utf8JsonWriter json, ResponseFormat? format)
    {
        if (format is null)
            return;
        json.WriteStartObject("response_format");
        json.WriteString("type", "json");
        RequestJson.WriteRaw(json, "value", format is ResponseFormat.JsonSchema schema ? schema.Schema : """{"type":"object"}""");
        json.WriteEndObject();
    }

    private static void WriteFormat(Utf8JsonWriter json, ResponseFormat? format)
    {
        if (format is null)
            return;
        json.WriteStartObject("response_format");
        if (format is ResponseFormat.JsonSchema schema)
        {
            json.WriteString("type", "json_schema");
            json.WriteStartObject("json_schema");
            // OpenAI insists on a name.
            json.WriteString("name", schema.Name ?? "answer");
            if (schema.Description is not null)
                json.WriteString("description", schema.Description);
            RequestJson.WriteRaw(json, "schema", schema.Schema);
            if (schema.Strict is { } strict)
                json.WriteBoolean("strict", strict);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString("type", "json_object");
        }

        json.WriteEndObject();
    }
}
