using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace GenGateway.TestKit.Anthropic;

/// <summary>What the API refuses about a message's content.</summary>
internal static partial class AnthropicBlockChecks
{
    public static string? Content(string place, JsonNode content, string role)
    {
        if (content is JsonValue value && value.TryGetValue<string>(out _))
            return null;
        if (content is not JsonArray blocks)
            return $"{place}: Input should be a valid string or list";
        for (var i = 0; i < blocks.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{place}.{i}");
            if (blocks[i] is not JsonObject block)
                return $"{at}: Input should be a valid dictionary";
            if (Block(at, block, role) is { } refusal)
                return refusal;
        }

        return null;
    }

    private static string? Block(string place, JsonObject block, string role)
    {
        var type = Json.Text(block, "type");
        if (type is null)
            return $"{place}.type: Field required";
        if (type == "text")
            return string.IsNullOrEmpty(Json.Text(block, "text")) ? "messages: text content blocks must be non-empty" : null;
        return role == "assistant" ? OfTheAssistant(place, type, block) : OfTheUser(place, type, block, role);
    }

    private static string? OfTheAssistant(string place, string type, JsonObject block)
    {
        switch (type)
        {
            case "tool_use":
                return Use($"{place}.tool_use", block);
            case "thinking":
                return Json.Text(block, "thinking") is null ? $"{place}.thinking.thinking: Field required"
                    : Json.Text(block, "signature") is null ? $"{place}.thinking.signature: Field required" : null;
            case "redacted_thinking":
                return Json.Text(block, "data") is null ? $"{place}.redacted_thinking.data: Field required" : null;
            default:
                // What the service's own tools asked and found comes back as it went out.
                var served = type == "server_tool_use" || type.EndsWith("_tool_result", StringComparison.Ordinal);
                return served ? null : Unexpected(place, type, "assistant");
        }
    }

    private static string? OfTheUser(string place, string type, JsonObject block, string role)
    {
        switch (type)
        {
            case "image":
                return Image($"{place}.image.source", block["source"] as JsonObject);
            case "document":
                return block["source"] is JsonObject ? null : $"{place}.document.source: Field required";
            case "search_result":
                return null;
            case "tool_result" when role == "user":
                return Result($"{place}.tool_result", block);
            default:
                return Unexpected(place, type, role);
        }
    }

    private static string Unexpected(string place, string type, string role) =>
        $"{place}: Input tag '{type}' found using 'type' does not match any of the expected tags for role '{role}'";

    private static string? Use(string place, JsonObject block)
    {
        if (Json.Text(block, "id") is not { } id || !ToolId().IsMatch(id))
            return $"{place}.id: String should match pattern '^[a-zA-Z0-9_-]+$'";
        if (string.IsNullOrEmpty(Json.Text(block, "name")))
            return $"{place}.name: Field required";
        return block["input"] is JsonObject ? null : $"{place}.input: Input should be a valid dictionary";
    }

    private static string? Result(string place, JsonObject block)
    {
        if (Json.Text(block, "tool_use_id") is not { } id || !ToolId().IsMatch(id))
            return $"{place}.tool_use_id: String should match pattern '^[a-zA-Z0-9_-]+$'";
        return block["content"] is { } content ? Content($"{place}.content", content, "result") : null;
    }

    private static string? Image(string place, JsonObject? source)
    {
        if (source is null)
            return $"{place}: Field required";
        switch (Json.Text(source, "type"))
        {
            case "url":
                return Uri.TryCreate(Json.Text(source, "url"), UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? null : $"{place}.url.url: Only HTTP and HTTPS URLs are supported.";
            case "base64":
                if (Json.Text(source, "media_type") is not ("image/jpeg" or "image/png" or "image/gif" or "image/webp"))
                    return $"{place}.base64.media_type: Input should be 'image/jpeg', 'image/png', 'image/gif' or 'image/webp'";
                var data = Json.Text(source, "data") ?? "";
                return data.Length > 0 && Convert.TryFromBase64String(data, new byte[data.Length], out _) ? null : $"{place}.base64.data: invalid base64 data";
            default:
                return $"{place}: Input tag found using 'type' does not match any of the expected tags: 'base64', 'url'";
        }
    }

    [GeneratedRegex("^[a-zA-Z0-9_-]+$")]
    private static partial Regex ToolId();
}
