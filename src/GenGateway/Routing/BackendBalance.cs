using GenGateway.Configuration;

namespace GenGateway.Routing;

/// <summary>What a backend's entry says about its share. Immutable.</summary>
/// <param name="Weight">Among the backends of a pool; 0: only where no other is left.</param>
/// <param name="Strategy">How its endpoints are chosen; null: as in the whole pool.</param>
/// <param name="Endpoints">The weights of its endpoints, in their order; one that is missing weighs 1.</param>
public sealed record BackendBalance(int Weight, BalancingPolicy? Strategy, IReadOnlyList<int> Endpoints)
{
    /// <summary>Attempts after the first at it for one request; what has no entry is not asked twice.</summary>
    public int RetryCount { get; init; }

    /// <summary>Where nobody says anything.</summary>
    public static BackendBalance Standing { get; } = new(1, null, []);
}
