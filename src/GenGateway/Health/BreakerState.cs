namespace GenGateway.Health;

/// <summary>Where a breaker stands; the numbers are the metric's values.</summary>
public enum BreakerState
{
    /// <summary>Everything passes.</summary>
    Closed = 0,

    /// <summary>One attempt at a time passes, as a trial.</summary>
    HalfOpen = 1,

    /// <summary>Nothing passes until its time is over.</summary>
    Open = 2,
}
