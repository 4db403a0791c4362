using GenGateway.Admission.Limiting;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;

namespace GenGateway.Server.Admin;

/// <summary>What would become of a request now. Immutable.</summary>
/// <param name="Route">The route that it is meant for.</param>
/// <param name="Asked">The model as the client wrote it; null: it named none.</param>
/// <param name="Stream">Whether the client reads along: then other deadlines hold.</param>
/// <param name="Where">Where it would go.</param>
/// <param name="Chosen">Who would be asked first; null: nobody.</param>
/// <param name="Fallbacks">What takes over where all of those fail, or where it is too long for them.</param>
/// <param name="Limits">The limits that concern it.</param>
/// <param name="Full">Whose own of those would refuse it.</param>
/// <param name="IsRelay">Whether its body would be passed on as it came; null: nobody would be asked.</param>
/// <param name="Dropped">What the first one asked would not be told.</param>
/// <param name="Refusal">What the client would be told instead of an answer; null: somebody would be asked.</param>
internal sealed record Explanation(
    string Route,
    string? Asked,
    bool Stream,
    RouteExplanation Where,
    Candidate? Chosen,
    IReadOnlyList<ExplainedFallback> Fallbacks,
    IReadOnlyList<ExplainedLimit> Limits,
    FullLimits Full,
    bool? IsRelay,
    IReadOnlyList<string> Dropped,
    Failure? Refusal);
