using GenGateway.Configuration;

namespace GenGateway.Routing.Balancing;

/// <summary>A backend as one of those that serve a model, with its endpoints.</summary>
internal sealed class BackendShare : IShare
{
    private readonly IPicker _picker;

    /// <param name="endpoints">At least one.</param>
    /// <param name="weight">Its weight among the backends.</param>
    /// <param name="own">How its endpoints are chosen where that differs from the pool; null: it does not.</param>
    /// <param name="standing">How the pool chooses.</param>
    /// <param name="random">Chance.</param>
    public BackendShare(EndpointShare[] endpoints, double weight, BalancingPolicy? own, BalancingPolicy standing, Random random)
    {
        Endpoints = endpoints;
        OwnWeight = weight;
        HasOwnPolicy = own is { } policy && policy != standing;
        _picker = Pickers.Of(own ?? standing, endpoints, random);
        foreach (var endpoint in endpoints)
            endpoint.Backend = this;
    }

    public EndpointShare[] Endpoints { get; }

    /// <summary>Its weight as configured.</summary>
    public double OwnWeight { get; }

    /// <summary>Whether its endpoints are chosen otherwise than the pool chooses.</summary>
    public bool HasOwnPolicy { get; }

    public bool IsUsable => Usable(out _);

    // One that could only serve at an endpoint without weight has none itself.
    public double Weight => Usable(out var weighs) && weighs ? OwnWeight : 0;

    public double Ramp
    {
        get
        {
            double ramps = 0;
            var usable = 0;
            foreach (var endpoint in Endpoints)
            {
                if (!endpoint.IsUsable)
                    continue;
                ramps += endpoint.Ramp;
                usable++;
            }

            return usable == 0 ? 1 : ramps / usable;
        }
    }

    /// <summary>The endpoint whose turn it is; null: none can serve.</summary>
    public EndpointShare? Pick(bool isDry) => Endpoints.Length == 1
        ? Endpoints[0].IsUsable ? Endpoints[0] : null
        : _picker.Pick(isDry) is >= 0 and var index ? Endpoints[index] : null;

    private bool Usable(out bool weighs)
    {
        var usable = false;
        foreach (var endpoint in Endpoints)
        {
            if (!endpoint.IsUsable)
                continue;
            usable = true;
            if (endpoint.Weight > 0)
            {
                weighs = true;
                return true;
            }
        }

        weighs = false;
        return usable;
    }
}
