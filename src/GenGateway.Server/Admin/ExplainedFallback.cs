using GenGateway.Journey;
using GenGateway.Routing;

namespace GenGateway.Server.Admin;

/// <summary>What would take over, and whether it could now. Immutable.</summary>
/// <param name="Setting">Where it is written.</param>
/// <param name="Name">As it is written there: a backend, or else a model.</param>
/// <param name="Where">Where the request would go then.</param>
/// <param name="Full">Whose own limits would refuse it there.</param>
/// <param name="First">Who would be asked first of those; null: nobody could serve it.</param>
internal sealed record ExplainedFallback(string Setting, string Name, RouteExplanation Where, FullLimits Full, Candidate? First);
