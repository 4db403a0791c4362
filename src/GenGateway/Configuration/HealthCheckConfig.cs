namespace GenGateway.Configuration;

/// <summary>How a backend's endpoints are probed.</summary>
/// <param name="Enabled">Whether they are probed at all; traffic counts either way.</param>
/// <param name="Path">Under the endpoint, on 404 under its origin; null: the protocol's own probe.</param>
/// <param name="Interval">From one probe of an endpoint to its next.</param>
/// <param name="Timeout">How long one may take.</param>
/// <param name="Failures">Failed probes in a row that take an endpoint out of service.</param>
/// <param name="Successes">Good probes in a row that bring it back.</param>
public sealed record HealthCheckConfig(bool Enabled, string? Path, TimeSpan Interval, TimeSpan Timeout, int Failures, int Successes)
{
    /// <summary>Where nothing is written.</summary>
    public static HealthCheckConfig Standing { get; } = new(true, null, TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5), 3, 2);
}
