using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>What became of an attempt, as its endpoint's account keeps it.</summary>
/// <param name="Verdict">What it says about the endpoint.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="Latency">From the dispatch to the first content; null: there was none.</param>
/// <param name="Failure">Why it ended without an answer; null: it did not, or nobody knows.</param>
public readonly record struct AttemptOutcome(AttemptVerdict Verdict, string Model, TimeSpan? Latency, Failure? Failure);
