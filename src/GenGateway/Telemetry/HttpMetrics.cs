using System.Collections.Concurrent;
using System.Globalization;

namespace GenGateway.Telemetry;

/// <summary>What the predecessors' dashboards read of HTTP. Thread safe.</summary>
/// <remarks>Label values come from closed lists: known methods, status codes, the routes' templates.</remarks>
public sealed class HttpMetrics : IMetricSource
{
    private readonly ConcurrentDictionary<string, RouteMeter> _routes = new();
    private int _connections;

    /// <summary>Connections open now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A connection was opened.</summary>
    public void Connected() => Interlocked.Increment(ref _connections);

    /// <summary>A connection was closed.</summary>
    public void Disconnected() => Interlocked.Decrement(ref _connections);

    /// <summary>The meter of a route; unknown routes share one.</summary>
    /// <param name="template">The route's template.</param>
    public RouteMeter Route(string template) => _routes.GetOrAdd(template, static text => new RouteMeter(text));

    public void Write(PrometheusWriter writer)
    {
        var requests = _routes.Values
            .OrderBy(static route => route.Template, StringComparer.Ordinal)
            .SelectMany(static route => route.Answers.OrderBy(static answer => (answer.Method, answer.Status)).Select(answer => (route.Template, answer.Method, Status: Text(answer.Status), answer.Duration)))
            .ToArray();

        writer.Family("inference_gateway_http_requests_total", "HTTP requests answered.", MetricKind.Counter);
        foreach (var (endpoint, method, status, duration) in requests)
            writer.Sample(duration.Read().Buckets.Sum(), ("method", method), ("status", status), ("endpoint", endpoint));

        WriteDurations("inference_gateway_http_request_duration_seconds", "Time from a request's head to its answer's last byte.");
        // The predecessor's program said "requests" where its documents say "request".
        WriteDurations("inference_gateway_http_requests_duration_seconds", "The same as inference_gateway_http_request_duration_seconds.");

        writer.Family("inference_gateway_http_requests_pending", "HTTP requests that are being answered.", MetricKind.Gauge);
        foreach (var route in _routes.Values.OrderBy(static route => route.Template, StringComparer.Ordinal))
        {
            foreach (var (method, count) in route.Pending)
                writer.Sample(count, ("method", method), ("endpoint", route.Template));
        }

        writer.Family("inference_gateway_active_connections", "Connections of clients that are open.", MetricKind.Gauge);
        writer.Sample(Connections);

        void WriteDurations(string name, string help)
        {
            writer.Family(name, help, MetricKind.Histogram);
            foreach (var (endpoint, method, status, duration) in requests)
                writer.Sample(duration, ("method", method), ("status", status), ("endpoint", endpoint));
        }
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
