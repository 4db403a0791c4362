using GenGateway.Journey;

namespace GenGateway.Routing;

/// <summary>A way to serve a request, and how it stands now.</summary>
/// <param name="Candidate">Who, where, under which name.</param>
/// <param name="Weight">Its weight among all of the model; 0: only where no other is left.</param>
/// <param name="HasRoom">Whether it could begin at once.</param>
/// <param name="IsDisabled">Whether its backend takes no part.</param>
/// <param name="IsAllowed">Whether the request's key may use it.</param>
/// <param name="IsInOrder">Whether it is among those that would be asked; these stand first, in their order.</param>
/// <param name="Obstacle">Why nothing new goes there now; null: nothing keeps it.</param>
public sealed record ExplainedCandidate(Candidate Candidate, double Weight, bool HasRoom, bool IsDisabled, bool IsAllowed, bool IsInOrder, Obstacle? Obstacle);
