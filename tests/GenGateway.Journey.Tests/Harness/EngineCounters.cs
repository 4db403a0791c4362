namespace GenGateway.Journey.Tests.Harness;

/// <summary>What the engine says about one model's work.</summary>
public sealed record EngineCounters(double PrefillRows, double DecodeRows, double DecodeSteps, double Started, double Cancelled, double Active)
{
    public static async Task<EngineCounters> ReadAsync(GatewayClient client, string model, CancellationToken cancellationToken)
    {
        var page = await client.MetricsAsync(cancellationToken);
        double Of(string name) => page.Sum($"gengateway_engine_{name}", "model", model);
        return new EngineCounters(Of("prefill_rows_total"), Of("decode_rows_total"), Of("decode_steps_total"), Of("sequences_started_total"), Of("sequences_cancelled_total"), Of("sequences_active"));
    }

    public EngineCounters Since(EngineCounters before) => new(
        PrefillRows - before.PrefillRows,
        DecodeRows - before.DecodeRows,
        DecodeSteps - before.DecodeSteps,
        Started - before.Started,
        Cancelled - before.Cancelled,
        Active - before.Active);
}
