namespace GenGateway.Journey;

/// <summary>Why a journey was stopped from outside. Set once, before anything is cancelled; never inferred from an exception.</summary>
public enum AbortCause
{
    /// <summary>Nobody stopped it.</summary>
    None,

    /// <summary>The client closed the connection.</summary>
    ClientLeft,

    /// <summary>The request's total deadline passed.</summary>
    DeadlinePassed,

    /// <summary>The server stops and its drain time is over.</summary>
    Stopping,
}
