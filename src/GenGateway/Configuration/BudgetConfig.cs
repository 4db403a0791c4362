namespace GenGateway.Configuration;

/// <summary>What a key may spend.</summary>
/// <param name="Usd">US dollars in a period.</param>
/// <param name="Period">After what it begins anew.</param>
public sealed record BudgetConfig(decimal Usd, BudgetPeriod Period);
