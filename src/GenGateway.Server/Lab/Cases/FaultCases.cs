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

    /// <summary>Why a case with a second place cannot be played, or null. It asks twice at most.</summary>
    public static string? NeedsAnother(LabSettings settings) => Needs(settings, 1, 2);

    /// <summary>Why a case with so many further attempts in each of so many requests cannot be played, or null.</summary>
    public static string? Needs(LabSettings settings, int further, int requests) =>
        settings.Further >= further && (settings.BudgetMin >= further * requests || (settings.BudgetIsOff && further == 1))
        ? null
        : $"needs {further + 1} attempts in {requests} requests, which routing.retry does not allow (max_attempts {settings.MaxAttempts}, budget_min {settings.BudgetMin})";
}
