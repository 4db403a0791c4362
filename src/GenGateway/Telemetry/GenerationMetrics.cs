using System.Collections.Concurrent;

namespace GenGateway.Telemetry;

/// <summary>How long backends generate, by model. Thread safe.</summary>
/// <remarks>Label values are names of the catalogue: only what was routed is counted.</remarks>
public sealed class GenerationMetrics : IMetricSource
{
    private static readonly double[] Seconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120];

    private readonly ConcurrentDictionary<string, Histogram> _durations = new();

    /// <summary>A backend's answer ended.</summary>
    /// <param name="model">The model's name as the answer carries it.</param>
    /// <param name="duration">From the attempt's beginning to the answer's last byte.</param>
    public void Answered(string model, TimeSpan duration) =>
        _durations.GetOrAdd(model, static _ => new Histogram(Seconds)).Observe(duration.TotalSeconds);

    public void Write(PrometheusWriter writer)
    {
        writer.Family("inference_gateway_inference_duration_seconds", "Time from an attempt's beginning to its answer's last byte.", MetricKind.Histogram);
        foreach (var (model, histogram) in _durations)
            writer.Sample(histogram, ("model", model));
    }
}
