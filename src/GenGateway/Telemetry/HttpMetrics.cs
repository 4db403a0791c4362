using System.Collections.Concurrent;
using System.Globalization;

namespace GenGateway.Telemetry;

/// <summary>What the predecessors' dashboards read of HTTP. Thread safe.</summary>
/// <remarks>Label values come from closed lists: known methods, status codes, the routes' templates.</remarks>
public sealed class HttpMetrics : IMetricSource
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly ConcurrentDictionary<(string Method, int Status, string Endpoint), Histogram> _requests = new();
    private int _connections;

    /// <summary>Connections open now.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>A connection was opened.</summary>
    public void Connected() => Interlocked.Increment(ref _connections);

    /// <summary>A connection was closed.</summary>
    public void Disconnected() => Interlocked.Decrement(ref _connections);

    /// <summary>A request was answered.</summary>
    /// <param name="method">As it was sent; unknown ones share a value.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="endpoint">The route's template; unknown routes share one.</param>
    /// <param name="duration">From its head to the answer's last byte.</param>
    public void Answered(string method, int status, string endpoint, TimeSpan duration) =>
        _requests.GetOrAdd((KnownMethod(method), status, endpoint), static _ => new Histogram(Seconds)).Observe(duration.TotalSeconds);

    public void Write(PrometheusWriter writer)
    {
        var requests = _requests.ToArray();
        writer.Family("inference_gateway_http_requests_total", "HTTP requests answered.", MetricKind.Counter);
        foreach (var ((method, status, endpoint), histogram) in requests)
            writer.Sample(histogram.Read().Buckets.Sum(), ("method", method), ("status", Text(status)), ("endpoint", endpoint));

        writer.Family("inference_gateway_http_request_duration_seconds", "Time from a request's head to its answer's last byte.", MetricKind.Histogram);
        foreach (var ((method, status, endpoint), histogram) in requests)
            writer.Sample(histogram, ("method", method), ("status", Text(status)), ("endpoint", endpoint));

        writer.Family("inference_gateway_active_connections", "Connections of clients that are open.", MetricKind.Gauge);
        writer.Sample(Connections);
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static string KnownMethod(string method) => method.ToUpperInvariant() switch
    {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "other",
    };
}
