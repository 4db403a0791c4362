using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GenGateway.TestKit.Anthropic;

/// <summary>What the API refuses about a request's fields: the words that say so, or null.</summary>
internal static partial class AnthropicChecks
{
    private const int LeastThinking = 1024;

    private static readonly HashSet<string> CreateFields =
    [
        "model", "messages", "max_tokens", "system", "metadata", "stop_sequences", "stream", "temperature", "top_p", "top_k", "tools", "tool_choice", "thinking",
        "output_config", "service_tier", "cache_control", "container", "inference_geo",
    ];

    private static readonly HashSet<string> CountFields = ["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config", "cache_control"];

    /// <summary>The fields of a request for a message, or for the count of its tokens.</summary>
    public static string? Fields(JsonObject body, bool counts)
    {
        var known = counts ? CountFields : CreateFields;
        if (body.Select(member => member.Key).FirstOrDefault(name => !known.Contains(name)) is { } extra)
            return $"{extra}: Extra inputs are not permitted";
        if (body["model"] is null)
            return "model: Field required";
        if (Json.Text(body, "model") is null)
            return "model: Input should be a valid string";
        return (counts ? null : MaxTokens(body)) ?? Sampling(body) ?? Switches(body) ?? Thinking(body, counts) ?? Tools(body) ?? Choice(body);
    }

    private static string? MaxTokens(JsonObject body)
    {
        if (body["max_tokens"] is null)
            return "max_tokens: Field required";
        return Json.Number(body, "max_tokens") switch
        {
            null => "max_tokens: Input should be a valid integer",
            < 1 => "max_tokens: Input should be greater than or equal to 1",
            _ => null,
        };
    }

    private static string? Sampling(JsonObject body)
    {
        foreach (var name in (ReadOnlySpan<string>)["temperature", "top_p"])
        {
            if (body[name] is not { } value)
                continue;
            if (!Json.IsKind(value, JsonValueKind.Number))
                return $"{name}: Input should be a valid number";
            if (value.GetValue<double>() is < 0 or > 1)
                return $"{name}: range: 0..1";
        }

        if (body["top_k"] is not null && Json.Number(body, "top_k") is not >= 0)
            return "top_k: Input should be greater than or equal to 0";
        if (body["stop_sequences"] is not { } stops)
            return null;
        if (stops is not JsonArray list || list.Any(stop => !Json.IsKind(stop, JsonValueKind.String)))
            return "stop_sequences: Input should be a valid list of strings";
        return list.Any(stop => string.IsNullOrWhiteSpace(stop!.GetValue<string>())) ? "stop_sequences: each stop sequence must contain non-whitespace" : null;
    }

    private static string? Switches(JsonObject body)
    {
        if (body["stream"] is { } stream && !Json.IsKind(stream, JsonValueKind.True, JsonValueKind.False))
            return "stream: Input should be a valid boolean";
        if (body["service_tier"] is not null && Json.Text(body, "service_tier") is not ("auto" or "standard_only"))
            return "service_tier: Input should be 'auto' or 'standard_only'";
        if (body["metadata"] is { } metadata && (metadata is not JsonObject about || about.Any(member => member.Key != "user_id")))
            return "metadata: Extra inputs are not permitted";
        if (body["output_config"] is not { } output)
            return null;
        if (output is not JsonObject config || config.Any(member => member.Key is not ("effort" or "format")))
            return "output_config: Extra inputs are not permitted";
        if (config["effort"] is not null && Json.Text(config, "effort") is not ("low" or "medium" or "high" or "xhigh" or "max"))
            return "output_config.effort: Input should be 'low', 'medium', 'high', 'xhigh' or 'max'";
        return config["format"] is { } format && (Json.Text(format as JsonObject ?? [], "type") != "json_schema" || format["schema"] is not JsonObject)
            ? "output_config.format: Input should be a json_schema with its schema"
            : null;
    }

    private static string? Thinking(JsonObject body, bool counts)
    {
        if (body["thinking"] is not { } given)
            return null;
        if (given is not JsonObject thinking)
            return "thinking: Input should be a valid dictionary";
        switch (Json.Text(thinking, "type"))
        {
            case "disabled" or "adaptive":
                return null;
            case "enabled":
                if (Json.Number(thinking, "budget_tokens") is not { } budget)
                    return "thinking.enabled.budget_tokens: Field required";
                if (budget < LeastThinking)
                    return string.Create(CultureInfo.InvariantCulture, $"thinking.enabled.budget_tokens: Input should be greater than or equal to {LeastThinking}");
                return !counts && budget >= Json.Number(body, "max_tokens") ? "`max_tokens` must be greater than `thinking.budget_tokens`." : null;
            default:
                return "thinking: Input tag found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'";
        }
    }

    private static string? Tools(JsonObject body)
    {
        if (body["tools"] is not { } given)
            return null;
        if (given is not JsonArray tools)
            return "tools: Input should be a valid list";
        HashSet<string> names = [];
        for (var i = 0; i < tools.Count; i++)
        {
            if (tools[i] is not JsonObject tool)
                return string.Create(CultureInfo.InvariantCulture, $"tools.{i}: Input should be a valid dictionary");
            // Server tools have a dated type of their own and bring no schema.
            var custom = Json.Text(tool, "type") is null or "custom";
            if (Json.Text(tool, "name") is not { } name)
                return string.Create(CultureInfo.InvariantCulture, $"tools.{i}.custom.name: Field required");
            if (!ToolName().IsMatch(name))
                return string.Create(CultureInfo.InvariantCulture, $"tools.{i}.custom.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'");
            if (!names.Add(name))
                return "tools: Tool names must be unique.";
            if (custom && tool["input_schema"] is not JsonObject)
                return string.Create(CultureInfo.InvariantCulture, $"tools.{i}.custom.input_schema: Field required");
            if (custom && Json.Text((JsonObject)tool["input_schema"]!, "type") != "object")
                return string.Create(CultureInfo.InvariantCulture, $"tools.{i}.custom.input_schema.type: Input should be 'object'");
        }

        return null;
    }

    private static string? Choice(JsonObject body)
    {
        if (body["tool_choice"] is not { } given)
            return null;
        if (given is not JsonObject choice)
            return "tool_choice: Input should be a valid dictionary";
        var type = Json.Text(choice, "type");
        if (type is not ("auto" or "any" or "tool" or "none"))
            return "tool_choice: Input tag found using 'type' does not match any of the expected tags: 'any', 'auto', 'none', 'tool'";
        if (body["tools"] is not JsonArray { Count: > 0 } tools)
            return "tool_choice: tool_choice may only be specified while providing tools.";
        if (type == "none" && choice["disable_parallel_tool_use"] is not null)
            return "tool_choice.none.disable_parallel_tool_use: Extra inputs are not permitted";
        var name = Json.Text(choice, "name");
        return type == "tool" && !tools.Any(tool => Json.Text((JsonObject)tool!, "name") == name) ? $"tool_choice: Tool '{name}' not found in provided tools" : null;
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]{1,128}$")]
    private static partial Regex ToolName();
}
