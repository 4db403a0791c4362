namespace GenGateway.Configuration;

/// <summary>An entry of <c>prices</c>: what a model costs, in USD.</summary>
/// <param name="InputPerMillion">Per million tokens of the prompt.</param>
/// <param name="CachedInputPerMillion">Per million tokens of the prompt that were cached; null = as <paramref name="InputPerMillion"/>.</param>
/// <param name="OutputPerMillion">Per million tokens of the answer.</param>
/// <param name="PerImage">Per picture; null = pictures have no price.</param>
public sealed record PriceConfig(decimal InputPerMillion, decimal? CachedInputPerMillion, decimal OutputPerMillion, decimal? PerImage);
