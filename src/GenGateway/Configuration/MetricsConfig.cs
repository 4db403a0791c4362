namespace GenGateway.Configuration;

/// <summary>Section <c>metrics</c>.</summary>
/// <param name="Enabled">Whether there is a metrics page.</param>
/// <param name="PrometheusEnabled">Whether it speaks Prometheus' text.</param>
/// <param name="Path">Its path.</param>
/// <param name="HealthDetailed">Whether <c>/health</c> says more than its status.</param>
/// <param name="HealthIncludeBackends">Whether <c>/health</c> counts the backends.</param>
public sealed record MetricsConfig(bool Enabled, bool PrometheusEnabled, string Path, bool HealthDetailed, bool HealthIncludeBackends);
