using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Telemetry;

namespace GenGateway.Backends.Batching;

/// <summary>What all batches of embeddings share: the settings, and what is counted of them. Thread safe.</summary>
/// <param name="config"><c>queue.batching</c>, until <see cref="Use"/> says otherwise.</param>
/// <param name="clock">Measures the wait for others.</param>
public sealed class EmbeddingBatching(BatchingConfig config, TimeProvider clock) : IMetricSource
{
    // Who sends more at once has made a batch already, and none that a backend can take gets too large by the others.
    private const int MostCharacters = 32_768;

    private volatile BatchingConfig _config = config;

    /// <summary>Measures the wait for others.</summary>
    public TimeProvider Clock => clock;

    /// <summary>The settings.</summary>
    public BatchingConfig Config => _config;

    internal Counter Batches { get; } = new();

    internal Counter Requests { get; } = new();

    internal Counter Split { get; } = new();

    /// <summary>From now on, these settings; a batch that is open keeps its own.</summary>
    public void Use(BatchingConfig changed) => _config = changed;

    public void Write(PrometheusWriter writer)
    {
        writer.Family("gengateway_batches_total", "Calls that several requests shared.", MetricKind.Counter);
        writer.Sample(Batches.Value);
        writer.Family("gengateway_batched_requests_total", "Requests that shared a call.", MetricKind.Counter);
        writer.Sample(Requests.Value);
        writer.Family("gengateway_batches_split_total", "Shared calls that a backend refused, so that each request was asked alone.", MetricKind.Counter);
        writer.Sample(Split.Value);
    }

    /// <summary>Whether a task may wait for others.</summary>
    internal static bool IsSmall(EmbeddingTask task, BatchingConfig config) =>
        config is { Enabled: true, MaxBatchSize: > 1 } && task.Inputs.Count <= config.MaxBatchSize && task.Inputs.Sum(Weight) <= MostCharacters;

    /// <summary>About how much an input is: characters, or tokens. Within one batch all are one or the other.</summary>
    internal static long Weight(CompletionPrompt input) => input.Tokens?.Count ?? input.Text!.Length;
}
