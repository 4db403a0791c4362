namespace GenGateway.Configuration;

/// <summary>Section <c>queue</c>: the wait for a turn.</summary>
/// <param name="MaxSize">How many requests may wait, per backend.</param>
/// <param name="Timeout">How long one may wait.</param>
public sealed record QueueConfig(int MaxSize, TimeSpan Timeout);
