namespace GenGateway.Configuration;

/// <summary>Section <c>routing.retry</c>: how often, and how soon after one another, one request is tried.</summary>
/// <param name="MaxAttempts">Attempts in all, at least 1.</param>
/// <param name="Backoff">The longest wait before an endpoint's second attempt; doubles with each.</param>
/// <param name="BudgetPercent">Of a pool's requests of the last 10 seconds, how many may be followed by another attempt.</param>
/// <param name="BudgetMin">Further attempts in 10 seconds that are always free.</param>
public sealed record RetryConfig(int MaxAttempts, TimeSpan Backoff, int BudgetPercent, int BudgetMin)
{
    /// <summary>What holds where nobody writes anything.</summary>
    public static RetryConfig Standing { get; } = new(4, TimeSpan.FromMilliseconds(100), 20, 10);
}
