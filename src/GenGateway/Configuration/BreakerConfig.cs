namespace GenGateway.Configuration;

/// <summary>Section <c>breaker</c>: when an endpoint that fails is left alone.</summary>
/// <param name="Failures">Failed attempts in a row that open it.</param>
/// <param name="Successes">Trials in a row that close it again.</param>
/// <param name="OpenTime">How long it stays open, at least, before the first trial.</param>
public sealed record BreakerConfig(int Failures, int Successes, TimeSpan OpenTime)
{
    /// <summary>Where nothing is written.</summary>
    public static BreakerConfig Standing { get; } = new(3, 2, TimeSpan.FromSeconds(30));
}
