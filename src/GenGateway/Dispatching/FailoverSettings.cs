namespace GenGateway.Dispatching;

/// <summary>How often, and how soon after one another, one request is tried. Immutable.</summary>
/// <param name="MaxAttempts">Attempts in all, at least 1 (<c>routing.retry.max_attempts</c>).</param>
/// <param name="Backoff">The longest wait before an endpoint's second attempt; doubles with each (<c>backoff_ms</c>).</param>
/// <param name="BudgetPercent">Of a pool's requests of the last 10 seconds, how many may be followed by another attempt, 0 to 100 (<c>budget_percent</c>).</param>
/// <param name="BudgetMin">Further attempts in 10 seconds that are always free (<c>budget_min</c>).</param>
public sealed record FailoverSettings(int MaxAttempts, TimeSpan Backoff, int BudgetPercent, int BudgetMin)
{
    /// <summary>What holds where nobody says anything.</summary>
    public static FailoverSettings Standing { get; } = new(4, TimeSpan.FromMilliseconds(100), 20, 10);
}
