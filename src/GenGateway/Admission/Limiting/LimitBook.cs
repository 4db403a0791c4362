using System.Collections.Frozen;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Admission.Limiting;

/// <summary>All limits of one configuration. A snapshot: the subjects go along to the next one. Thread safe.</summary>
internal sealed class LimitBook(TimeProvider clock, LimitMetrics metrics)
{
    private const int BytesPerToken = 4;

    /// <summary>Everybody together; null: without limits.</summary>
    public required LimitedSubject? Global { get; init; }

    public required AddressTable Addresses { get; init; }

    /// <summary>What each address may do that comes without a key; null: anything.</summary>
    public required LimitTemplate? PerAddress { get; init; }

    public required FrozenDictionary<string, LimitedSubject> OfKeys { get; init; }

    public required FrozenDictionary<string, LimitedSubject> OfModels { get; init; }

    public required FrozenDictionary<string, LimitedSubject> OfBackends { get; init; }

    public required FrozenDictionary<string, Budget> Budgets { get; init; }

    public TimeProvider Clock => clock;

    /// <summary>Whether anybody's tokens are counted.</summary>
    public required bool CountsTokens { get; init; }

    /// <summary>Takes what a request needs of the limits that are known before it is routed: of all, or of none.</summary>
    /// <returns>Null, or why it may not travel; the permit then has what the client is told of its limits.</returns>
    public Failure? Admit(GenerationRequest request, LimitedPermit permit, long now)
    {
        var caller = request.Caller;
        if (caller.Key is { } name && Budgets.TryGetValue(name, out var budget) && !budget.HasRoom(out var wait))
        {
            metrics.Refused(LimitKind.Budget, LimitScope.Key);
            var config = budget.Config;
            return LimitRefusal.OfBudget($"auth.api_keys[{name}].budget", config.Usd, Limiter.WordOf(config.Period), wait);
        }

        if (Global is not null)
        {
            var set = Global.Under(now);
            if (set.Take(permit.Demand, now) is { } refusal)
                return Refuse(refusal, permit);
            permit.Global = set;
        }

        if (caller.Key is { } key)
        {
            if (!OfKeys.TryGetValue(key, out var subject))
                return null;
            var set = subject.Under(now);
            if (set.Take(permit.Demand, now) is { } refusal)
                return Refuse(refusal, permit);
            permit.Client = set;
        }
        else if (PerAddress is not null)
        {
            var entry = Addresses.Hold(caller.Address, PerAddress, now);
            var set = entry.Under(PerAddress, now);
            permit.Address = entry;
            if (set.Take(permit.Demand, now) is { } refusal)
                return Refuse(refusal, permit);
            permit.Client = set;
        }

        return null;
    }

    /// <summary>Takes what a request needs of its model's limits.</summary>
    public Failure? Enter(Candidate candidate, LimitedPermit permit)
    {
        if (OfModel(candidate) is not { } subject)
            return null;
        var now = clock.GetTimestamp();
        var set = subject.Under(now);
        if (set.Take(permit.Demand, now) is { } refusal)
            return Refuse(refusal, permit);
        permit.Model = set;
        return null;
    }

    /// <summary>Takes what a request needs of the limits of a model that takes over.</summary>
    /// <returns>The limits that it took of, or null where there are none; or why it may not be asked.</returns>
    public (LimitSet? Set, Failure? Refusal) OfModel(Candidate candidate, LimitedPermit permit)
    {
        if (OfModels.Count == 0 || !(OfModels.TryGetValue(candidate.CatalogueName, out var subject) || OfModels.TryGetValue(candidate.ShownModel, out subject)))
            return (null, null);
        var now = clock.GetTimestamp();
        return Taken(subject.Under(now), permit, now);
    }

    /// <summary>Takes what an attempt needs of its backend's limits.</summary>
    /// <returns>The limits that it took of, or null where there are none; or why it may not be asked.</returns>
    public (LimitSet? Set, Failure? Refusal) Ask(Candidate candidate, LimitedPermit permit)
    {
        if (!OfBackends.TryGetValue(candidate.Backend.Name, out var subject))
            return (null, null);
        var now = clock.GetTimestamp();
        return Taken(subject.Under(now), permit, now);
    }

    private (LimitSet? Set, Failure? Refusal) Taken(LimitSet set, LimitedPermit permit, long now)
    {
        if (set.Take(permit.Demand, now) is not { } refusal)
            return (set, null);
        metrics.Refused(refusal.Kind, set.Template.Scope);
        return (null, refusal.Failure);
    }

    /// <summary>How every limit that concerns a request stands, in the order in which they are asked. Takes nothing.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="candidates">Who would be asked, the first one first.</param>
    public IReadOnlyList<ExplainedLimit> Explain(GenerationRequest request, IReadOnlyList<Candidate> candidates)
    {
        var now = clock.GetTimestamp();
        var demand = DemandOf(request);
        var limits = new List<ExplainedLimit>();
        if (request.Caller.Key is { } name && Budgets.TryGetValue(name, out var budget))
        {
            var hasRoom = budget.HasRoom(out var wait);
            var left = Math.Max(0, budget.Config.Usd - budget.Spent);
            limits.Add(new(LimitMetrics.WordOf(LimitScope.Key), $"auth.api_keys[{name}].budget", LimitMetrics.WordOf(LimitKind.Budget), budget.Config.Usd, left, wait, !hasRoom));
        }

        if (Global is not null)
            limits.AddRange(Global.Under(now).Explain(demand, now));
        if (request.Caller.Key is { } key)
        {
            if (OfKeys.TryGetValue(key, out var subject))
                limits.AddRange(subject.Under(now).Explain(demand, now));
        }
        else if (PerAddress is not null)
        {
            // Without a place in the table nothing was taken.
            var set = Addresses.Find(request.Caller.Address)?.Under(PerAddress, now) ?? new LimitSet(PerAddress);
            limits.AddRange(set.Explain(demand, now));
        }

        if (candidates.Count > 0 && OfModel(candidates[0]) is { } model)
            limits.AddRange(model.Under(now).Explain(demand, now));
        foreach (var backend in candidates.Select(static candidate => candidate.Backend.Name).Distinct())
        {
            if (OfBackends.TryGetValue(backend, out var subject))
                limits.AddRange(subject.Under(now).Explain(demand, now, backend));
        }

        return limits;
    }

    /// <summary>Makes it the permit of a request that took nothing yet.</summary>
    public void Begin(LimitedPermit permit, GenerationRequest request) =>
        permit.Begin(this, DemandOf(request), request.Caller.Key is { } key ? Budgets.GetValueOrDefault(key) : null);

    private Demand DemandOf(GenerationRequest request)
    {
        if (request.Capability == Capability.Image)
            return new Demand(0, 0, request.Decode().TryGet(out var asked, out _) && asked.Task is ImageTask pictures ? pictures.Count : 0);
        if (!CountsTokens)
            return new Demand(0, 0, 0);
        var answers = request.Capability != Capability.Embedding;
        if (request.Wire is { } wire)
            return new Demand(TokensOf(wire.Bytes.Length), answers ? (long?)wire.Peeked.MaxTokens * wire.Peeked.N : 0, 0);

        // What cannot be decoded will be refused for that.
        if (!request.Decode().TryGet(out var decoded, out _))
            return new Demand(0, 0, 0);
        using var prompt = new TallyText(int.MaxValue);
        request.WritePrompt(prompt);
        return new Demand(TokensOf(prompt.Length), decoded.Task is TextTask text ? (long?)text.Parameters.MaxTokens * text.N : answers ? null : 0, 0);
    }

    /// <summary>Tokens of so much text: what none is left to count is estimated.</summary>
    public static long TokensOf(long bytes) => (bytes + BytesPerToken - 1) / BytesPerToken;

    private LimitedSubject? OfModel(Candidate candidate) => OfModels.Count == 0 ? null
        : OfModels.TryGetValue(candidate.CatalogueName, out var subject) || OfModels.TryGetValue(candidate.ShownModel, out subject) ? subject : null;

    private Failure Refuse(LimitRefusal refusal, LimitedPermit permit)
    {
        metrics.Refused(refusal.Kind, refusal.Set.Template.Scope);
        permit.Refusing = refusal.Set;
        return refusal.Failure;
    }
}
