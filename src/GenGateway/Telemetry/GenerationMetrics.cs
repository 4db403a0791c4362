using System.Collections.Concurrent;
using System.Collections.Frozen;

namespace GenGateway.Telemetry;

/// <summary>What was generated, by surface, model and backend. Thread safe; counting neither locks nor, but for the first of its kind, allocates.</summary>
/// <remarks>Label values are names of the catalogue (<see cref="Know"/>); whatever else a client may have named, and what exceeds the budget, is <c>other</c>.</remarks>
public sealed class GenerationMetrics(SeriesBudget? budget = null) : IMetricSource
{
    private const string Other = "other";
    private const double Billion = 1e9;

    private static readonly double[] Overheads = [0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1];
    private static readonly double[] Waits = [0.001, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300];

    private readonly SeriesBudget _budget = budget ?? new SeriesBudget();
    private readonly ConcurrentDictionary<(string Surface, string Model, string Backend, string Status), Counter> _requests = new();
    private readonly ConcurrentDictionary<string, ModelMeter> _models = new();
    private readonly Histogram _overhead = new(Overheads);
    private readonly Histogram _waits = new(Waits);
    private volatile FrozenSet<string> _knownModels = FrozenSet<string>.Empty;
    private volatile FrozenSet<string> _knownBackends = FrozenSet<string>.Empty;

    /// <summary>The names that may become label values from now on.</summary>
    public void Know(IEnumerable<string> models, IEnumerable<string> backends)
    {
        _knownModels = models.ToFrozenSet(StringComparer.Ordinal);
        _knownBackends = backends.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>A generation ended, however.</summary>
    public void Ended(in GenerationSample sample)
    {
        var models = _knownModels;
        var model = Known(sample.Model, models);
        if (ReferenceEquals(model, Other))
            model = Known(sample.CatalogueName, models);
        RequestsOf(sample.Surface, model, Known(sample.Backend, _knownBackends), ClassOf(sample.Status)).Add(1);
        var meter = MeterOf(model);
        meter.Attempts.Add(sample.Attempts);
        if (sample.PromptTokens > 0)
            meter.PromptTokens.Add(sample.PromptTokens);
        if (sample.CompletionTokens > 0)
            meter.CompletionTokens.Add(sample.CompletionTokens);
        if (sample.CostUsd is { } cost)
            meter.Cost.Add((long)Math.Round(cost * Billion));
        if (sample.Answered is { } answered)
            meter.Durations.Observe(answered.TotalSeconds);
        if (sample.FirstToken is { } first)
            meter.FirstTokens.Observe(first.TotalSeconds);
        if (sample.Overhead is { } overhead)
            _overhead.Observe(overhead.TotalSeconds);
        if (sample.Queued is { } queued)
            _waits.Observe(queued.TotalSeconds);
    }

    public void Write(PrometheusWriter writer)
    {
        var models = _models.OrderBy(static pair => pair.Key, StringComparer.Ordinal).ToArray();
        writer.Family("inference_gateway_inference_duration_seconds", "Time from an attempt's beginning to its answer's last byte.", MetricKind.Histogram);
        foreach (var (model, meter) in models)
            writer.Sample(meter.Durations, ("model", model));

        writer.Family("gengateway_first_token_seconds", "Time from a request's arrival to its first content.", MetricKind.Histogram);
        foreach (var (model, meter) in models)
            writer.Sample(meter.FirstTokens, ("model", model));

        writer.Family("gengateway_requests_total", "Generations that ended, by how.", MetricKind.Counter);
        foreach (var ((surface, model, backend, status), counter) in _requests.OrderBy(static pair => pair.Key))
            writer.Sample(counter.Value, ("surface", surface), ("model", model), ("backend", backend), ("status", status));

        writer.Family("gengateway_attempts_total", "Backends asked; what exceeds the requests are retries.", MetricKind.Counter);
        foreach (var (model, meter) in models)
            writer.Sample(meter.Attempts.Value, ("model", model));

        writer.Family("gengateway_tokens_total", "Tokens, as backends reported or the gateway estimated them.", MetricKind.Counter);
        foreach (var (model, meter) in models)
        {
            writer.Sample(meter.PromptTokens.Value, ("model", model), ("kind", "prompt"));
            writer.Sample(meter.CompletionTokens.Value, ("model", model), ("kind", "completion"));
        }

        writer.Family("gengateway_cost_usd_total", "US dollars, by the configured prices; models without a price cost nothing here.", MetricKind.Counter);
        foreach (var (model, meter) in models)
            writer.Sample(meter.Cost.Value / Billion, ("model", model));

        writer.Family("gengateway_overhead_seconds", "The gateway's own part of the time to the commit point: neither queue nor backend.", MetricKind.Histogram);
        writer.Sample(_overhead);
        writer.Family("gengateway_queue_wait_seconds", "Time that requests waited for a turn.", MetricKind.Histogram);
        writer.Sample(_waits);
    }

    private static string Known(string? name, FrozenSet<string> names) => name is not null && names.TryGetValue(name, out var known) ? known : Other;

    private static string ClassOf(int status) => status switch
    {
        < 300 => "2xx",
        < 400 => "3xx",
        < 500 => "4xx",
        _ => "5xx",
    };

    private Counter RequestsOf(string surface, string model, string backend, string status)
    {
        if (_requests.TryGetValue((surface, model, backend, status), out var counter))
            return counter;
        return _budget.TryTake(1)
            ? _requests.GetOrAdd((surface, model, backend, status), static _ => new Counter())
            : _requests.GetOrAdd((surface, Other, Other, status), static _ => new Counter());
    }

    private ModelMeter MeterOf(string model)
    {
        if (_models.TryGetValue(model, out var meter))
            return meter;
        return _models.GetOrAdd(_budget.TryTake(ModelMeter.Series) ? model : Other, static _ => new ModelMeter());
    }
}
