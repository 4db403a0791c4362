namespace GenGateway.Telemetry;

/// <summary>Something that counts. Asked at every scrape, from any thread.</summary>
public interface IMetricSource
{
    /// <summary>Writes its families, each once.</summary>
    void Write(PrometheusWriter writer);
}
