namespace GenGateway.Tests.Journey;

/// <summary>What befalls the journey at the chosen point.</summary>
public enum SweepPoint
{
    /// <summary>The client leaves; the await itself goes on.</summary>
    ClientLeaves,

    /// <summary>The client leaves and the await ends by cancellation.</summary>
    ClientLeavesAndAwaitCancels,

    /// <summary>The await throws what nobody expected.</summary>
    Throws,
}
