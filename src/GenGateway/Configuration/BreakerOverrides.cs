namespace GenGateway.Configuration;

/// <summary>What a backend writes about its own breakers; null: as section <c>breaker</c> says.</summary>
/// <param name="Failures">See <see cref="BreakerConfig.Failures"/>.</param>
/// <param name="Successes">See <see cref="BreakerConfig.Successes"/>.</param>
/// <param name="OpenTime">See <see cref="BreakerConfig.OpenTime"/>.</param>
public sealed record BreakerOverrides(int? Failures, int? Successes, TimeSpan? OpenTime)
{
    /// <summary>Nothing written.</summary>
    public static BreakerOverrides None { get; } = new(null, null, null);

    /// <summary>What holds for the backend.</summary>
    public BreakerConfig Over(BreakerConfig standing) =>
        new(Failures ?? standing.Failures, Successes ?? standing.Successes, OpenTime ?? standing.OpenTime);
}
