using GenGateway.Health;
using GenGateway.Telemetry;

namespace GenGateway.Server;

/// <summary>The endpoints' accounts at the moment of a scrape. Thread safe.</summary>
internal sealed class HealthMetrics(HealthRegistry registry, ProbeLoop probes) : IMetricSource
{
    // Two series for each.
    private const int MostEndpoints = SeriesBudget.Default / 2;

    public void Write(PrometheusWriter writer)
    {
        // An address that a backend lists twice is one series.
        EndpointHealth[] shown = [.. registry.Enabled.DistinctBy(static account => (account.Backend, account.Endpoint.Address)).Take(MostEndpoints)];
        writer.Family("gengateway_endpoint_healthy", "Whether an endpoint of an enabled backend is in service.", MetricKind.Gauge);
        foreach (var account in shown)
            writer.Sample(account.IsHealthy ? 1 : 0, ("backend", account.Backend), ("endpoint", account.Endpoint.Address));
        writer.Family("gengateway_breaker_state", "Where an endpoint's breaker stands: 0 closed, 1 half-open, 2 open.", MetricKind.Gauge);
        foreach (var account in shown)
            writer.Sample((int)account.Breaker, ("backend", account.Backend), ("endpoint", account.Endpoint.Address));
        writer.Family("gengateway_health_probes_total", "Active probes that ended.", MetricKind.Counter);
        writer.Sample(probes.Succeeded.Value, ("outcome", "succeeded"));
        writer.Sample(probes.Failed.Value, ("outcome", "failed"));
    }
}
