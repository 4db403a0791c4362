namespace GenGateway.Configuration;

/// <summary>Section <c>queue</c>: the wait for a turn.</summary>
/// <param name="Enabled">Whether requests may wait at all; if not, one that finds no room is refused at once.</param>
/// <param name="MaxSize">How many requests may wait, per backend.</param>
/// <param name="Timeout">How long one may wait.</param>
public sealed record QueueConfig(bool Enabled, int MaxSize, TimeSpan Timeout)
{
    /// <summary>Section <c>queue.batching</c>.</summary>
    public BatchingConfig Batching { get; init; } = new(Enabled: true, MaxBatchSize: 8, MaxWait: TimeSpan.FromMilliseconds(100));
}
