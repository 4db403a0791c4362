namespace GenGateway.Configuration;

/// <summary>Section <c>rate_limit</c>.</summary>
/// <param name="Global">What all clients together may do.</param>
/// <param name="PerClient">What each key without limits of its own may do, and without a key each address.</param>
/// <param name="PerModel">What may be asked of a model, by its name.</param>
public sealed record RateLimitConfig(RatesConfig Global, RatesConfig PerClient, IReadOnlyDictionary<string, RatesConfig> PerModel)
{
    /// <summary>No section, or one that does not count: no limit.</summary>
    public static RateLimitConfig None { get; } = new(RatesConfig.None, RatesConfig.None, new Dictionary<string, RatesConfig>());

    /// <summary>What may be asked of a model, by its name.</summary>
    public IReadOnlyDictionary<string, RatesConfig> PerModel { get; init => field = ValueMap.Of(value); } = ValueMap.Of(PerModel);
}
