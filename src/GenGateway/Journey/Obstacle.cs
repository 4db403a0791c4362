namespace GenGateway.Journey;

/// <summary>Why an endpoint takes nothing new for now.</summary>
/// <param name="Reason">For people, beginning in the middle of a sentence.</param>
/// <param name="Left">When it may take something again; null: nobody knows.</param>
/// <param name="IsOwnLimit">Whether the backend asked for it, since its own limit of requests is reached.</param>
public sealed record Obstacle(string Reason, TimeSpan? Left = null, bool IsOwnLimit = false)
{
    /// <summary>What kind it is.</summary>
    public ObstacleKind Kind { get; init; }
}
