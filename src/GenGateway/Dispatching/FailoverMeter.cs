using GenGateway.Errors;
using GenGateway.Telemetry;

namespace GenGateway.Dispatching;

/// <summary>Counts further attempts, and why they were made or not. Thread safe, without a lock.</summary>
internal sealed class FailoverMeter : IMetricSource
{
    private readonly Counter[] _retries = [.. FailureTable.Kinds.Select(static _ => new Counter())];

    /// <summary>Requests that went to a fallback.</summary>
    public Counter Fallbacks { get; } = new();

    /// <summary>Failures that were told at once since the pool's budget was used up.</summary>
    public Counter Exhausted { get; } = new();

    /// <summary>Broken answers that went on at another backend.</summary>
    public Counter Continuations { get; } = new();

    /// <summary>An attempt follows a failed one.</summary>
    public void Retried(FailureKind reason) => _retries[(int)reason].Add(1);

    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_retries_total", "Attempts after a request's first, by what the one before failed with.", MetricKind.Counter);
        foreach (var kind in FailureTable.Kinds)
        {
            if (_retries[(int)kind].Value is > 0 and var count)
                writer.Sample(count, ("reason", FailureTable.Row(kind).Code));
        }

        writer.Family("gengateway_fallbacks_total", "Requests that went on to an entry of routing.fallbacks or routing.context_fallbacks.", MetricKind.Counter);
        writer.Sample(Fallbacks.Value);
        writer.Family("gengateway_retry_budget_exhausted_total", "Failures told at once since the budget of routing.retry was used up.", MetricKind.Counter);
        writer.Sample(Exhausted.Value);
        writer.Family("gengateway_stream_continuations_total", "Streams that broke after their first content and went on at another backend.", MetricKind.Counter);
        writer.Sample(Continuations.Value);
    }
}
