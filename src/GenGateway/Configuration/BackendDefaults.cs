namespace GenGateway.Configuration;

/// <summary>Section <c>defaults</c>: what holds for backends that do not write it.</summary>
/// <param name="Timeout">See <see cref="BackendConfig.Timeout"/>.</param>
/// <param name="TimeoutWritten">Whether somebody wrote it.</param>
/// <param name="RetryCount">See <see cref="BackendConfig.RetryCount"/>.</param>
/// <param name="MaxConnections">See <see cref="BackendConfig.MaxConnections"/>.</param>
/// <param name="HealthCheck">See <see cref="BackendConfig.HealthCheck"/>.</param>
public sealed record BackendDefaults(TimeSpan Timeout, bool TimeoutWritten, int RetryCount, int MaxConnections, HealthCheckConfig HealthCheck)
{
    /// <summary>Where nothing is written.</summary>
    public static BackendDefaults Standing { get; } = new(TimeSpan.FromMinutes(1), false, 3, 256, HealthCheckConfig.Standing);
}
