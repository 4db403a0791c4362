using System.Globalization;
using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Anthropic;

/// <summary>The list of models, in pages.</summary>
internal static class AnthropicModels
{
    private const int UsualPage = 20;
    private const int LargestPage = 1000;

    public static JsonObject One(string id, int context) => new()
    {
        ["type"] = "model",
        ["id"] = id,
        ["display_name"] = id,
        ["created_at"] = "2026-02-04T00:00:00Z",
        ["max_input_tokens"] = context,
        ["max_tokens"] = 64000,
    };

    /// <summary>The page that the query asks for, or null where the query is wrong.</summary>
    public static JsonObject? Page(ReceivedRequest request, IReadOnlyList<string> models, int context)
    {
        var limit = UsualPage;
        if (request.QueryValue("limit") is { } text && (!int.TryParse(text, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LargestPage))
            return null;
        IReadOnlyList<string> rest = models;
        var more = false;
        if (request.QueryValue("after_id") is { } after)
            rest = [.. models.SkipWhile(model => model != after).Skip(1)];
        if (request.QueryValue("before_id") is { } before)
        {
            var earlier = models.TakeWhile(model => model != before).ToArray();
            rest = [.. earlier.TakeLast(limit)];
            more = earlier.Length > limit;
        }

        string[] page = [.. rest.Take(limit)];
        return new JsonObject
        {
            ["data"] = new JsonArray([.. page.Select(model => (JsonNode)One(model, context))]),
            ["has_more"] = more || rest.Count > page.Length,
            ["first_id"] = page.FirstOrDefault(),
            ["last_id"] = page.LastOrDefault(),
        };
    }
}
