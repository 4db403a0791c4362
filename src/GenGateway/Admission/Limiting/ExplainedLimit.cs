namespace GenGateway.Admission.Limiting;

/// <summary>How a limit that concerns a request stands.</summary>
/// <param name="Scope"><c>global</c>, <c>key</c>, <c>address</c>, <c>model</c> or <c>backend</c>.</param>
/// <param name="Setting">Where it is written.</param>
/// <param name="Kind"><c>requests</c>, <c>tokens</c>, <c>images</c>, <c>concurrency</c> or <c>budget</c>.</param>
/// <param name="Limit">What may be taken at once when nothing was taken for long; of a budget US dollars in its period.</param>
/// <param name="Remaining">What may be taken now, from 0.</param>
/// <param name="Reset">Until all of it may be taken again, if nothing more is; null: nobody knows.</param>
/// <param name="Refuses">Whether it would refuse the request now; a backend's is passed over for it.</param>
/// <param name="Backend">The backend's name; null: it is no backend's.</param>
public sealed record ExplainedLimit(string Scope, string Setting, string Kind, decimal Limit, decimal Remaining, TimeSpan? Reset, bool Refuses, string? Backend = null);
