using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Recording;

/// <summary>What an answer costs, by the configured prices. Pure.</summary>
internal static class Cost
{
    private const decimal Million = 1_000_000;

    /// <summary>The cost in US dollars.</summary>
    /// <param name="usage">The answer's tokens; null: unknown.</param>
    /// <param name="images">The answer's pictures.</param>
    /// <param name="prices">By model's name: the client's, else the backend's own.</param>
    /// <param name="candidate">Who answered.</param>
    /// <returns>Null where the model has no price for what it made: unknown is not free.</returns>
    public static double? Of(Usage? usage, int images, IReadOnlyDictionary<string, PriceConfig> prices, Candidate? candidate)
    {
        if (candidate is null || prices.Count == 0)
            return null;
        if (!prices.TryGetValue(candidate.ShownModel, out var price) && !prices.TryGetValue(candidate.Model, out price))
            return null;
        var pictures = images > 0 ? images * price.PerImage : null;
        return (double?)(usage is null ? pictures : OfTokens(usage, price) + (pictures ?? 0));
    }

    private static decimal OfTokens(Usage usage, PriceConfig price)
    {
        var cached = Math.Min(usage.CachedTokens ?? 0, usage.PromptTokens);
        var fresh = usage.PromptTokens - cached;
        return ((fresh * price.InputPerMillion) + (cached * (price.CachedInputPerMillion ?? price.InputPerMillion)) + (usage.CompletionTokens * price.OutputPerMillion)) / Million;
    }
}
