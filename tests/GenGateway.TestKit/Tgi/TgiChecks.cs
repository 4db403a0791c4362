using System.Text.Json;
using System.Text.Json.Nodes;

namespace GenGateway.TestKit.Tgi;

/// <summary>What TGI's validation refuses about a request on its own routes: the words that say so, or null.</summary>
internal static class TgiChecks
{
    public static string? Refuse(JsonObject body, int maxInput, int maxTotal, int promptTokens)
    {
        if (Json.Text(body, "inputs") is not { } inputs)
            return "missing field `inputs`";
        if (inputs.Length == 0)
            return "`inputs` cannot be empty";
        if (body["parameters"] is { } given && given is not JsonObject)
            return "invalid type: `parameters` is no object";
        var parameters = body["parameters"] as JsonObject ?? [];
        return Positive(parameters, "temperature") ?? Positive(parameters, "repetition_penalty") ?? Positive(parameters, "top_k")
            ?? Fraction(parameters, "top_p") ?? Fraction(parameters, "typical_p") ?? Lists(parameters)
            ?? Lengths(parameters, maxInput, maxTotal, promptTokens);
    }

    private static string? Positive(JsonObject parameters, string name) => Number(parameters, name) switch
    {
        double.NaN => $"invalid type: `{name}` is no number",
        <= 0 => $"`{name}` must be strictly positive",
        _ => null,
    };

    /// <summary>Neither end of the range is in it: 1 means that the field must be left out.</summary>
    private static string? Fraction(JsonObject parameters, string name) => Number(parameters, name) switch
    {
        double.NaN => $"invalid type: `{name}` is no number",
        <= 0 or >= 1 => $"`{name}` must be > 0.0 and < 1.0",
        _ => null,
    };

    private static string? Lists(JsonObject parameters)
    {
        if (parameters["stop"] is { } stop && (stop is not JsonArray stops || stops.Any(item => !Json.IsKind(item, JsonValueKind.String))))
            return "invalid type: expected a sequence for `stop`";
        if (parameters["stop"] is JsonArray { Count: > 4 } many)
            return $"`stop` supports up to 4 stop sequences. Given: {many.Count}";
        if (parameters["grammar"] is not { } grammar)
            return null;
        return Json.Text(grammar as JsonObject ?? [], "type") is "json" or "regex" or "json_schema" && grammar["value"] is not null
            ? null
            : "grammar is not valid: it needs a `type` of json, regex or json_schema and a `value`";
    }

    private static string? Lengths(JsonObject parameters, int maxInput, int maxTotal, int promptTokens)
    {
        if (promptTokens > maxInput && Json.Number(parameters, "truncate") is null)
            return $"`inputs` must have less than {maxInput} tokens. Given: {promptTokens}";
        if (parameters["max_new_tokens"] is null)
            return null;
        if (Json.Number(parameters, "max_new_tokens") is not > 0 and var wanted)
            return wanted is null ? "invalid type: `max_new_tokens` is no whole number" : "`max_new_tokens` must be strictly positive";
        var most = Json.Number(parameters, "max_new_tokens")!.Value;
        return promptTokens + most > maxTotal
            ? $"`inputs` tokens + `max_new_tokens` must be <= {maxTotal}. Given: {promptTokens} `inputs` tokens and {most} `max_new_tokens`"
            : null;
    }

    private static double? Number(JsonObject parameters, string name) => parameters[name] switch
    {
        null => null,
        var value => Json.IsKind(value, JsonValueKind.Number) ? value.GetValue<double>() : double.NaN,
    };
}
