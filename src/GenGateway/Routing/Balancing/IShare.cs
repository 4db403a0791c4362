namespace GenGateway.Routing.Balancing;

/// <summary>Something that is chosen among its like: an endpoint of a backend, or a backend of a pool. Thread safe.</summary>
internal interface IShare
{
    /// <summary>Whether it may be chosen now.</summary>
    bool IsUsable { get; }

    /// <summary>Its weight, at least 0; 0: only where no other is left.</summary>
    double Weight { get; }

    /// <summary>The part of the weight that counts while it warms up, above 0, up to 1.</summary>
    double Ramp { get; }
}
