using System.Globalization;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Anthropic;

/// <summary>
/// What the API refuses about a conversation: every call is answered in the next message of the user, first thing there, and thoughts come back unchanged.
/// Neighbours of the same role count as one message.
/// </summary>
internal static class AnthropicConversation
{
    private const int MostMessages = 100_000;
    private const int MostBreakpoints = 4;

    public static string? Refuse(JsonObject body, bool refusesPrefill)
    {
        if (body["messages"] is null)
            return "messages: Field required";
        if (body["messages"] is not JsonArray messages)
            return "messages: Input should be a valid list";
        if (messages.Count == 0)
            return "messages: at least one message is required";
        if (messages.Count > MostMessages)
            return string.Create(CultureInfo.InvariantCulture, $"messages: List should have at most {MostMessages} items");
        return System(body["system"]) ?? Each(messages) ?? Calls(messages) ?? Thoughts(body, messages) ?? Prefill(messages, refusesPrefill) ?? Breakpoints(body);
    }

    private static string? System(JsonNode? system)
    {
        if (system is null || system is JsonValue value && value.TryGetValue<string>(out _))
            return null;
        if (system is not JsonArray blocks)
            return "system: Input should be a valid string or list";
        for (var i = 0; i < blocks.Count; i++)
        {
            if (blocks[i] is not JsonObject block || Json.Text(block, "type") != "text")
                return string.Create(CultureInfo.InvariantCulture, $"system.{i}.type: Input should be 'text'");
            if (string.IsNullOrEmpty(Json.Text(block, "text")))
                return "system: text content blocks must be non-empty";
        }

        return null;
    }

    private static string? Each(JsonArray messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"messages.{i}");
            if (messages[i] is not JsonObject message)
                return $"{place}: Input should be a valid dictionary";
            var role = Json.Text(message, "role");
            if (role == "system")
                return "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an input message role.";
            if (role is not ("user" or "assistant"))
                return $"{place}.role: Input should be 'user' or 'assistant'";
            if (message.Select(member => member.Key).FirstOrDefault(name => name is not ("role" or "content")) is { } extra)
                return $"{place}.{extra}: Extra inputs are not permitted";
            if (message["content"] is not { } content)
                return $"{place}.content: Field required";
            if (AnthropicBlockChecks.Content($"{place}.content", content, role) is { } refusal)
                return refusal;
            var last = i == messages.Count - 1 && role == "assistant";
            if (!last && (content is JsonArray { Count: 0 } || content is JsonValue && content.GetValue<string>().Length == 0))
                return $"{place}: all messages must have non-empty content except for the optional final assistant message";
        }

        return null;
    }

    private static string? Calls(JsonArray messages)
    {
        var turns = Turns(messages);
        for (var i = 0; i < turns.Count; i++)
        {
            var before = i > 0 && turns[i - 1].Role == "assistant" ? Ids(turns[i - 1].Blocks, "tool_use", "id") : [];
            var results = turns[i].Role == "user" ? Ids(turns[i].Blocks.TakeWhile(block => Json.Text(block, "type") == "tool_result"), "tool_result", "tool_use_id") : [];
            var place = string.Create(CultureInfo.InvariantCulture, $"messages.{i}");
            if (turns[i].Role == "user" && before.Except(results).ToArray() is { Length: > 0 } open)
                return $"messages.{i - 1}: `tool_use` ids were found without `tool_result` blocks immediately after: {string.Join(", ", open)}. Each `tool_use` block must have a corresponding `tool_result` block in the next message.";
            if (Ids(turns[i].Blocks, "tool_result", "tool_use_id").Except(before).FirstOrDefault() is { } stray)
                return $"{place}.content: unexpected `tool_use_id` found in `tool_result` blocks: {stray}. Each `tool_result` block must have a corresponding `tool_use` block in the previous message.";
            if (results.Count != results.Distinct().Count())
                return $"{place}.content: each tool_use must have a single result. Found multiple `tool_result` blocks with id: {results.GroupBy(id => id).First(group => group.Count() > 1).Key}";
        }

        return turns is [.., { Role: "assistant" } end] && Ids(end.Blocks, "tool_use", "id") is [var unanswered, ..]
            ? $"messages.{turns.Count - 1}: `tool_use` ids were found without `tool_result` blocks immediately after: {unanswered}. Each `tool_use` block must have a corresponding `tool_result` block in the next message."
            : null;
    }

    private static string? Thoughts(JsonObject body, JsonArray messages)
    {
        for (var i = 0; i < messages.Count; i++)
        {
            var blocks = Blocks(messages[i]!["content"]!);
            for (var k = 0; k < blocks.Count; k++)
            {
                if (Json.Text(blocks[k], "type") == "redacted_thinking" && !AnthropicSignature.IsRedacted(Json.Text(blocks[k], "data") ?? ""))
                    return string.Create(CultureInfo.InvariantCulture, $"messages.{i}.content.{k}: Invalid `data` in `redacted_thinking` block");
                if (Json.Text(blocks[k], "type") != "thinking")
                    continue;
                var signature = Json.Text(blocks[k], "signature") ?? "";
                if (!AnthropicSignature.IsOne(signature))
                    return string.Create(CultureInfo.InvariantCulture, $"messages.{i}.content.{k}: Invalid `signature` in `thinking` block");
                if (signature != AnthropicSignature.Of(Json.Text(blocks[k], "thinking") ?? ""))
                    return string.Create(CultureInfo.InvariantCulture, $"messages.{i}.content.{k}: `thinking` or `redacted_thinking` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.");
            }
        }

        // With thoughts on, a turn that called tools has to begin with the thoughts that led to the calls.
        var turns = Turns(messages);
        var asked = Json.Text(body["thinking"] as JsonObject ?? [], "type") == "enabled";
        return asked && turns is [.., { Role: "assistant" } called, { Role: "user" } answered]
            && called.Blocks.Any(block => Json.Text(block, "type") == "tool_use") && answered.Blocks.Any(block => Json.Text(block, "type") == "tool_result")
            && Json.Text(called.Blocks[0], "type") is not ("thinking" or "redacted_thinking") and var type
            ? $"messages.{turns.Count - 2}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{type}`. When `thinking` is enabled, a final `assistant` message must start with a thinking block."
            : null;
    }

    private static string? Prefill(JsonArray messages, bool refused)
    {
        if (Json.Text((JsonObject)messages[^1]!, "role") != "assistant")
            return null;
        if (refused)
            return "This model does not support assistant message prefill. The conversation must end with a user message.";
        return Blocks(messages[^1]!["content"]!) is [.., var block] && Json.Text(block, "text") is { Length: > 0 } text && char.IsWhiteSpace(text[^1])
            ? "messages: final assistant content cannot end with trailing whitespace"
            : null;
    }

    private static string? Breakpoints(JsonObject body)
    {
        var found = Count(body);
        return found > MostBreakpoints
            ? string.Create(CultureInfo.InvariantCulture, $"A maximum of {MostBreakpoints} blocks with cache_control may be provided. Found {found}.")
            : null;

        static int Count(JsonNode? node) => node switch
        {
            JsonObject json => (json["cache_control"] is null ? 0 : 1) + json.Sum(member => Count(member.Value)),
            JsonArray array => array.Sum(Count),
            _ => 0,
        };
    }

    private static List<AnthropicTurn> Turns(JsonArray messages)
    {
        List<AnthropicTurn> turns = [];
        foreach (var message in messages.Cast<JsonObject>())
        {
            var role = Json.Text(message, "role")!;
            if (turns is not [.., var last] || last.Role != role)
                turns.Add(last = new AnthropicTurn(role, []));
            last.Blocks.AddRange(Blocks(message["content"]!));
        }

        return turns;
    }

    /// <summary>A plain text is one block of text.</summary>
    private static List<JsonObject> Blocks(JsonNode content) =>
        content is JsonArray blocks ? [.. blocks.Cast<JsonObject>()] : [new JsonObject { ["type"] = "text", ["text"] = content.GetValue<string>() }];

    private static List<string> Ids(IEnumerable<JsonObject> blocks, string type, string id) =>
        [.. blocks.Where(block => Json.Text(block, "type") == type).Select(block => Json.Text(block, id) ?? "")];
}
