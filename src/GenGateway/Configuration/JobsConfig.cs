namespace GenGateway.Configuration;

/// <summary>Section <c>jobs</c>.</summary>
/// <param name="Keep">How long a finished job, and an idempotency key, is kept.</param>
public sealed record JobsConfig(TimeSpan Keep);
