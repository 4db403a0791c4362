namespace GenGateway.Recording;

/// <summary>How a recorded journey ended. The values stand in journals on disk: never renumber them.</summary>
public enum RecordStatus : byte
{
    /// <summary>The client was given the whole answer.</summary>
    Succeeded = 0,

    /// <summary>It failed, before or after the answer began.</summary>
    Failed = 1,

    /// <summary>The client left, and the backend's work was stopped.</summary>
    Cancelled = 2,

    /// <summary>The gateway ended before the journey did.</summary>
    Interrupted = 3,

    /// <summary>The client left, and the backend could not be stopped.</summary>
    Abandoned = 4,
}
