namespace GenGateway.Configuration;

/// <summary>Section <c>queue.batching</c>: requests that share a call.</summary>
/// <param name="Enabled">Whether any do.</param>
/// <param name="MaxBatchSize">How many share one at most, at least 1.</param>
/// <param name="MaxWait">How long the first waits for others.</param>
public sealed record BatchingConfig(bool Enabled, int MaxBatchSize, TimeSpan MaxWait);
