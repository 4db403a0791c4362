using GenGateway.Errors;

namespace GenGateway.Routing;

/// <summary>Where a request would go now, and why. Immutable.</summary>
/// <param name="Wanted">The name that is looked for: the client's own, or the default; null: there is none.</param>
/// <param name="Resolved">The model's name in lists; null: nobody serves it.</param>
/// <param name="How">By which rule it was found.</param>
/// <param name="Candidates">Everybody who has it: those that would be asked in their order, then the others.</param>
/// <param name="Failure">What the client would be told; null: somebody would be asked.</param>
public sealed record RouteExplanation(string? Wanted, string? Resolved, RouteMatch How, IReadOnlyList<ExplainedCandidate> Candidates, Failure? Failure);
