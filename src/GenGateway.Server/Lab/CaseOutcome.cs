namespace GenGateway.Server.Lab;

/// <summary>How a case ended.</summary>
internal enum CaseOutcome
{
    Passed,
    Failed,

    /// <summary>Not played, for a reason that is told.</summary>
    Skipped,
}
