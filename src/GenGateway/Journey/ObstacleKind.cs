namespace GenGateway.Journey;

/// <summary>What kind of obstacle it is.</summary>
public enum ObstacleKind
{
    /// <summary>It cannot serve, or its probes fail.</summary>
    Unhealthy,

    /// <summary>An operator lets it run empty.</summary>
    Draining,

    /// <summary>Its breaker is open, or another attempt is its trial.</summary>
    Breaker,

    /// <summary>It asked to be left alone.</summary>
    Resting,
}
