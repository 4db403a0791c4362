namespace GenGateway.Recording;

/// <summary>Where token counts come from. The values stand in journals on disk: never renumber them.</summary>
public enum UsageSource : byte
{
    /// <summary>Nobody counted.</summary>
    Unknown = 0,

    /// <summary>The backend counted.</summary>
    Reported = 1,

    /// <summary>The gateway estimated.</summary>
    Estimated = 2,
}
