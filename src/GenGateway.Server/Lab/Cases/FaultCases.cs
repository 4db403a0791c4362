namespace GenGateway.Server.Lab.Cases;

/// <summary>Every case of the lab, in the order of the scorecard. Names are unique.</summary>
internal static class FaultCases
{
    public static IReadOnlyList<FaultCase> All { get; } =
    [
        .. GoodCases.All,
        .. LimitCases.All,
        .. FailureCases.All,
        .. NoAnswerCases.All,
        .. OwnErrorCases.All,
        .. SilenceCases.All,
        .. BreakCases.All,
        .. FallbackCases.All,
        .. ClientCases.All,
        .. RecordCases.All,
    ];

    /// <summary>Why a case with a second place cannot be played, or null.</summary>
    public static string? NeedsAnother(LabSettings settings) => Needs(settings, 1);

    /// <summary>Why a case with so many further attempts cannot be played, or null.</summary>
    public static string? Needs(LabSettings settings, int further) => settings.Further >= further
        ? null
        : $"needs {further + 1} attempts, and routing.retry allows {settings.Further + 1} (max_attempts {settings.MaxAttempts}, budget_min {settings.BudgetMin})";
}
