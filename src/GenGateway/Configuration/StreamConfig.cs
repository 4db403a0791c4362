namespace GenGateway.Configuration;

/// <summary>Section <c>stream</c>.</summary>
/// <param name="PingAfter">After this silence a stream gets a comment that keeps its connection open.</param>
public sealed record StreamConfig(TimeSpan PingAfter);
