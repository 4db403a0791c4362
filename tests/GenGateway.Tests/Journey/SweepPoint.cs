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

    /// <summary>The stage or the backend answers with a failure; where an await cannot, it throws.</summary>
    Fails,

    /// <summary>The request's total deadline passes and the await ends by cancellation.</summary>
    DeadlinePasses,

    /// <summary>The server's drain time is over and the await ends by cancellation.</summary>
    ServerStops,
}
