using System.Buffers;
using GenGateway.Configuration;
using GenGateway.Server.Http;
using GenGateway.Telemetry;

namespace GenGateway.Server.Maps;

/// <summary>Health, readiness and metrics: no key, and answered to the last. Health is on every listener.</summary>
internal static class OperationsMap
{
    public static void Add(GatewayRoutes routes, GatewayParts parts, HealthPage health, MetricsConfig config, IReadOnlyList<IMetricSource> metrics)
    {
        routes.GetOpen("/health", context => Reply.JsonAsync(context, health.Status, health.Write));
        routes.GetOpen("/healthz", static context => Reply.JsonAsync(context, StatusCodes.Status200OK, HealthPage.WriteAlive));
        routes.GetOpen("/readyz", context => ReadyAsync(context, health, parts));
        if (config.Enabled && config.PrometheusEnabled)
            routes.For(Families.Metrics).GetOpen(config.Path, context => MetricsAsync(context, metrics));
    }

    private static Task ReadyAsync(HttpContext context, HealthPage health, GatewayParts parts)
    {
        var reasons = health.NotReady(parts.Gate.IsDraining);
        if (parts.Records?.Journal.Refusal is { } full)
            reasons = [.. reasons, full.Message];
        return Reply.JsonAsync(
            context,
            reasons.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable,
            output => HealthPage.WriteReady(reasons, output));
    }

    private static Task MetricsAsync(HttpContext context, IReadOnlyList<IMetricSource> metrics)
    {
        var openMetrics = context.Request.Headers.Accept.ToString().Contains("application/openmetrics-text", StringComparison.OrdinalIgnoreCase);
        var body = new ArrayBufferWriter<byte>(16 * 1024);
        var writer = new PrometheusWriter(body, openMetrics);
        foreach (var source in metrics)
            source.Write(writer);
        writer.End();
        return Reply.SendAsync(context, StatusCodes.Status200OK, writer.ContentType, body);
    }
}
