using GenGateway.Engine.Text.Scheduler;
using GenGateway.Telemetry;

namespace GenGateway.Backends.Onnx;

/// <summary>The embedded engine's counters, one series per loaded model. Thread safe.</summary>
public sealed class EngineMetrics(IReadOnlyList<OnnxBackend> backends) : IMetricSource
{
    private static readonly (string Name, string Help, MetricKind Kind, Func<EngineCounters, long> Read)[] Families =
    [
        ("gengateway_engine_prefill_rows_total", "Rows computed for prompts: one per prompt token.", MetricKind.Counter, counters => counters.PrefillRows),
        ("gengateway_engine_decode_steps_total", "Times that a sequence was carried on by one token.", MetricKind.Counter, counters => counters.DecodeSteps),
        ("gengateway_engine_decode_rows_total", "Rows computed in those steps.", MetricKind.Counter, counters => counters.DecodeRows),
        ("gengateway_engine_tokens_total", "Tokens generated.", MetricKind.Counter, counters => counters.TokensGenerated),
        ("gengateway_engine_sequences_started_total", "Sequences accepted.", MetricKind.Counter, counters => counters.SequencesStarted),
        ("gengateway_engine_sequences_finished_total", "Sequences that ended by a stop or at their length.", MetricKind.Counter, counters => counters.SequencesFinished),
        ("gengateway_engine_sequences_cancelled_total", "Sequences whose client left or whose deadline passed.", MetricKind.Counter, counters => counters.SequencesCancelled),
        ("gengateway_engine_sequences_failed_total", "Sequences that could not be computed.", MetricKind.Counter, counters => counters.SequencesFailed),
        ("gengateway_engine_sequences_active", "Sequences being computed now.", MetricKind.Gauge, counters => counters.Active),
        ("gengateway_engine_sequences_waiting", "Sequences accepted that have not begun.", MetricKind.Gauge, counters => counters.Waiting),
        ("gengateway_engine_kv_cache_bytes", "Memory of all key-value caches now.", MetricKind.Gauge, counters => counters.KeyValueBytes),
    ];

    public void Write(PrometheusWriter writer)
    {
        var loaded = backends.Select(backend => (backend.Name, backend.Counters)).Where(model => model.Counters is not null).ToArray();
        if (loaded.Length == 0)
            return;
        foreach (var (name, help, kind, read) in Families)
        {
            writer.Family(name, help, kind);
            foreach (var (model, counters) in loaded)
                writer.Sample(read(counters!), ("model", model));
        }
    }
}
