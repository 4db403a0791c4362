using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.OpenAi;

/// <summary>What one family of OpenAI's models that make pictures takes.</summary>
internal sealed record OpenAiImageRules(int LongestPrompt, int MostPictures, int MostInputs, string[] Sizes, string[] Qualities, string[] Fields, string[] InputTypes)
{
    private static readonly string[] Always = ["prompt", "model", "n", "size", "quality", "user"];

    public static OpenAiImageRules DallE2 { get; } = new(1000, 10, 1, ["256x256", "512x512", "1024x1024"], ["standard"], [.. Always, "response_format"], ["image/png"]);

    public static OpenAiImageRules DallE3 { get; } = new(4000, 1, 0, ["1024x1024", "1792x1024", "1024x1792"], ["standard", "hd"], [.. Always, "response_format", "style"], []);

    public static OpenAiImageRules Gpt { get; } = new(
        32000,
        10,
        16,
        ["1024x1024", "1024x1536", "1536x1024", "auto"],
        ["low", "medium", "high", "auto"],
        [.. Always, "background", "output_format", "output_compression", "moderation", "input_fidelity", "stream", "partial_images"],
        ["image/jpeg", "image/png", "image/webp"]);

    /// <summary>Models of other names: of a server that imitates OpenAI's, which takes whatever one of its families takes.</summary>
    public static OpenAiImageRules Other { get; } = new(
        32000,
        10,
        16,
        [],
        ["standard", "hd", .. Gpt.Qualities],
        [.. Gpt.Fields, "response_format", "style"],
        [.. Gpt.InputTypes, "application/octet-stream"]);

    /// <summary>The fields that only these models have: who sends one without naming a model means one of them.</summary>
    public static bool AsksForGpt(JsonObject body) => Gpt.Fields.Except(Always).Any(body.ContainsKey);

    public static OpenAiImageRules Of(string model) =>
        model.StartsWith("dall-e-2", StringComparison.Ordinal) ? DallE2
        : model.StartsWith("dall-e-3", StringComparison.Ordinal) ? DallE3
        : model.StartsWith("gpt-image", StringComparison.Ordinal) || model.StartsWith("chatgpt-image", StringComparison.Ordinal) ? Gpt
        : Other;

    /// <summary>What is wrong with the fields: message, code and parameter, or null.</summary>
    public (string Message, string Code, string Field)? Refuse(JsonObject body, string model, bool varies)
    {
        if (body.Select(member => member.Key).FirstOrDefault(name => !Fields.Contains(name) || (varies && name is "prompt" or "quality")) is { } unknown)
            return ($"Unknown parameter: '{unknown}'.", "unknown_parameter", unknown);
        if (!varies && body["prompt"] is null)
            return ("Missing required parameter: 'prompt'.", "missing_required_parameter", "prompt");
        foreach (var field in (ReadOnlySpan<string>)["prompt", "size", "quality", "response_format", "style", "background", "output_format", "moderation", "input_fidelity", "user"])
        {
            if (body[field] is { } text && !Json.IsKind(text, JsonValueKind.String))
                return ($"Invalid type for '{field}': expected a string, but got a different type instead.", "invalid_type", field);
        }

        var prompt = Json.Text(body, "prompt") ?? "";
        if (prompt.Length > LongestPrompt)
            return ($"Invalid 'prompt': string too long. Expected a string with maximum length {LongestPrompt}, but got a string with length {prompt.Length} instead.", "string_above_max_length", "prompt");
        return Range(body, "n", 1, MostPictures) ?? Range(body, "partial_images", 0, 3) ?? Range(body, "output_compression", 0, 100) ?? Values(body, model) ?? Together(body);
    }

    private (string Message, string Code, string Field)? Values(JsonObject body, string model)
    {
        var free = Sizes.Length == 0 || model.StartsWith("gpt-image-2", StringComparison.Ordinal);
        if (free && !IsFree(Json.Text(body, "size") ?? "auto"))
            return OneOf(body, "size", Gpt.Sizes);
        if (!free && OneOf(body, "size", Sizes) is { } wrong)
            return wrong;
        return OneOf(body, "quality", [.. Qualities, "auto"])
            ?? OneOf(body, "response_format", ["url", "b64_json"])
            ?? OneOf(body, "style", ["vivid", "natural"])
            ?? OneOf(body, "background", ["transparent", "opaque", "auto"])
            ?? OneOf(body, "output_format", ["png", "jpeg", "webp"])
            ?? OneOf(body, "moderation", ["low", "auto"])
            ?? OneOf(body, "input_fidelity", ["high", "low"]);
    }

    /// <summary>gpt-image-2, and servers that imitate it, take any size of sides that 16 divides, up to 3840 by 2160 and three times as long as wide.</summary>
    private static bool IsFree(string size) =>
        size == "auto"
        || (size.Split('x') is [var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
            && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out var height)
            && width > 0 && height > 0 && width % 16 == 0 && height % 16 == 0
            && Math.Max(width, height) <= 3840 && Math.Min(width, height) <= 2160 && width <= 3 * height && height <= 3 * width);

    private static (string Message, string Code, string Field)? Together(JsonObject body)
    {
        var format = Json.Text(body, "output_format") ?? "png";
        if (format == "jpeg" && Json.Text(body, "background") == "transparent")
            return ("Transparent background is not supported for the output format 'jpeg'.", "invalid_value", "background");
        return format == "png" && Json.Number(body, "output_compression") is < 100
            ? ("Compression less than 100 is not supported for PNG output format.", "invalid_png_output_compression", "output_compression")
            : null;
    }

    private static (string Message, string Code, string Field)? OneOf(JsonObject body, string field, string[] values) =>
        Json.Text(body, field) is { } given && !values.Contains(given)
            ? ($"Invalid value: '{given}'. Supported values are: {string.Join(", ", values[..^1].Select(value => $"'{value}'"))}, and '{values[^1]}'.", "invalid_value", field)
            : null;

    private static (string Message, string Code, string Field)? Range(JsonObject body, string field, int least, int most)
    {
        if (body[field] is null)
            return null;
        if (Json.Number(body, field) is not { } number)
            return ($"Invalid type for '{field}': expected an integer, but got a different type instead.", "invalid_type", field);
        if (number < least)
            return ($"Invalid '{field}': integer below minimum value. Expected a value >= {least}, but got {number} instead.", "integer_below_min_value", field);
        return number > most
            ? ($"Invalid '{field}': integer above maximum value. Expected a value <= {most}, but got {number} instead.", "integer_above_max_value", field)
            : null;
    }
}
