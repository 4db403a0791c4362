using GenGateway.Admission;
using GenGateway.Admission.Limiting;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;

namespace GenGateway.Server.Admin;

/// <summary>Puts together what the stages say would become of a request now, in the order of the road. Asks nobody and takes nothing. Thread safe.</summary>
internal sealed class Explainer(ModelRouter router, Failover failover, Limiter limiter, TimeProvider clock)
{
    private const string OfFailures = "routing.fallbacks";
    private const string OfContexts = "routing.context_fallbacks";

    /// <param name="route">The route that it is meant for.</param>
    /// <param name="rights">Those of the key that is asked about; null: of whoever asks.</param>
    /// <param name="request">What would be asked.</param>
    public Explanation Explain(string route, KeyRights? rights, GenerationRequest request)
    {
        var where = router.Explain(request);
        var order = Order(where);
        var failure = where.Failure;
        ExplainedFallback[] fallbacks = [.. failover.FallbacksOf(request).Select(name => Fallback(OfFailures, name, request))];
        if (failure is not null && Failover.StandIn(request, failure) && Array.Find(fallbacks, static fallback => fallback.Where.Failure is null) is { } standIn)
            (order, failure) = (Order(standIn.Where), null);

        var limits = limiter.Explain(request, order);
        var full = FullLimits.Of(limits);
        var refusal = KeyRefusal(rights) ?? failure ?? LimitRefusal(limits);
        Candidate? chosen = null;
        if (refusal is null)
        {
            chosen = Array.Find(order, full.Suits) ?? fallbacks.Select(static fallback => fallback.First).FirstOrDefault(static first => first is not null);
            if (chosen is null)
                refusal = new Failure(FailureKind.RateLimitExceeded, "Every backend that could serve it is at its own limit.");
        }

        var isRelay = chosen is null ? (bool?)null : Lane.Relays(request, chosen);
        IReadOnlyList<string> dropped = [];
        if (isRelay is true)
            dropped = request.DroppedHeaders;
        else if (isRelay is false && request.Decode().TryGet(out var decoded, out _))
            dropped = Lane.Dropped(request, decoded, chosen!);
        else if (isRelay is false)
            refusal = request.Decode().Failure;
        if (request.Strict && dropped.Count > 0)
            refusal ??= new Failure(FailureKind.UnsupportedParameter, $"translation.strict is on, and backend '{chosen!.Backend.Name}' does not carry: {string.Join(", ", dropped)}.") { Param = dropped[0] };
        return new(route, request.Model, request.Stream, where, chosen, [.. fallbacks, .. LongerContexts(request, where)], limits, full, isRelay, dropped, refusal);
    }

    private static Candidate[] Order(RouteExplanation where) => [.. where.Candidates.Where(static one => one.IsInOrder).Select(static one => one.Candidate)];

    private static Failure? LimitRefusal(IEnumerable<ExplainedLimit> limits) =>
        limits.FirstOrDefault(static limit => limit is { Refuses: true, Backend: null }) is { } reached
            ? new Failure(reached.Kind == "budget" ? FailureKind.BudgetExceeded : FailureKind.RateLimitExceeded, $"{reached.Setting}: its limit of {reached.Kind} is reached.") { RetryAfter = reached.Reset }
            : null;

    private ExplainedFallback Fallback(string setting, string name, GenerationRequest request)
    {
        var where = router.ExplainFallback(request, name);
        var order = Order(where);
        var full = FullLimits.Of(limiter.Explain(request, order), withModels: true);
        return new(setting, name, where, full, Array.Find(order, full.Suits));
    }

    /// <summary>One model after the other, as long as each is too short; circles end.</summary>
    private List<ExplainedFallback> LongerContexts(GenerationRequest request, RouteExplanation where)
    {
        var found = new List<ExplainedFallback>();
        // Who names a backend wants that one and no other.
        if (request.Backend is not null)
            return found;
        var seen = new HashSet<string>();
        while (where.Candidates.Count > 0 && where.Candidates[0].Candidate is var candidate && seen.Add(candidate.CatalogueName)
            && router.LongerContextOf(candidate) is { } longer && !seen.Contains(longer))
        {
            var fallback = Fallback(OfContexts, longer, request);
            found.Add(fallback);
            where = fallback.Where;
        }

        return found;
    }

    private Failure? KeyRefusal(KeyRights? rights) => rights switch
    {
        null => null,
        { Expires: { } expires } when expires <= clock.GetUtcNow() => new(FailureKind.InvalidApiKey, $"The API key '{rights.Name}' expired."),
        _ when !rights.Scopes.HasFlag(Scopes.Generate) => new(FailureKind.InsufficientScope, $"The API key '{rights.Name}' needs the scope generate."),
        _ => null,
    };
}
