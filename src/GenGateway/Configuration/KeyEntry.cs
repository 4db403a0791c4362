namespace GenGateway.Configuration;

/// <summary>What a key may do, as a file or a body says it. Immutable.</summary>
/// <param name="Scopes">What it may do, of <see cref="ApiKey.AllScopes"/>.</param>
/// <param name="Models">The models that it may use; empty: all.</param>
/// <param name="Expires">When it stops being a key; null: never.</param>
/// <param name="Limits">Its own limits; null: those of every client.</param>
/// <param name="Budget">What it may spend; null: without a bound.</param>
public sealed record KeyEntry(IReadOnlyList<string> Scopes, IReadOnlyList<string> Models, DateTimeOffset? Expires, RatesConfig? Limits, BudgetConfig? Budget);
