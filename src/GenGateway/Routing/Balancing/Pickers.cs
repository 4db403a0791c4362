using GenGateway.Configuration;

namespace GenGateway.Routing.Balancing;

/// <summary>Makes the picker of a policy.</summary>
internal static class Pickers
{
    /// <summary>For the endpoints of one backend, or of all backends of a route.</summary>
    public static IPicker Of(BalancingPolicy policy, EndpointShare[] endpoints, Random random) => policy switch
    {
        BalancingPolicy.LeastConnections => new LeastConnectionsPicker(endpoints),
        BalancingPolicy.LeastLatency => new LeastLatencyPicker(endpoints, random),
        BalancingPolicy.WeightedRoundRobin => new WeightedPicker(endpoints, [.. endpoints.Select(static endpoint => endpoint.Weight)]),
        BalancingPolicy.Random => new RandomPicker(endpoints, random),
        BalancingPolicy.RoundRobin => new RoundRobinPicker(endpoints),
    };

    /// <summary>For backends; null where the policy looks at single endpoints only.</summary>
    public static IPicker? Of(BalancingPolicy policy, BackendShare[] backends, Random random) => policy switch
    {
        BalancingPolicy.LeastConnections or BalancingPolicy.LeastLatency => null,
        BalancingPolicy.WeightedRoundRobin => new WeightedPicker(backends, [.. backends.Select(static backend => backend.Endpoints.Any(static endpoint => endpoint.Weight > 0) ? backend.OwnWeight : 0)]),
        BalancingPolicy.Random => new RandomPicker(backends, random),
        BalancingPolicy.RoundRobin => new RoundRobinPicker(backends),
    };
}
