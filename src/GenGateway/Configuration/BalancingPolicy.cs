namespace GenGateway.Configuration;

/// <summary>How the next endpoint of a pool is chosen.</summary>
public enum BalancingPolicy
{
    RoundRobin,
    WeightedRoundRobin,
    Random,
    LeastConnections,
    LeastLatency,
}
