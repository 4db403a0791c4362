namespace GenGateway.Journey;

/// <summary>What bounds every journey.</summary>
/// <param name="Total">A request's limit, queue included.</param>
/// <param name="Stopping">Fires when the server's drain time is over.</param>
public sealed record RoadLimits(TimeSpan Total, CancellationToken Stopping);
