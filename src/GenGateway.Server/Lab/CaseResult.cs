namespace GenGateway.Server.Lab;

/// <summary>A line of the scorecard.</summary>
/// <param name="Case">What was played.</param>
/// <param name="Profile">With whose settings.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Seen">What the client saw.</param>
/// <param name="Problems">Where that is not what the contract says; for what was skipped, why.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Bound">How long it may take.</param>
internal sealed record CaseResult(FaultCase Case, string Profile, CaseOutcome Outcome, string Seen, IReadOnlyList<string> Problems, TimeSpan Elapsed, TimeSpan Bound);
