using System.Collections.Concurrent;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing.Balancing;

namespace GenGateway.Routing;

/// <summary>
/// Who can serve which name: explicit backend → model (exact, then alias, then <c>backend/model</c>) → the default. A snapshot: made anew when backends,
/// their models or the settings change. Thread safe.
/// </summary>
/// <param name="backends">All of them, in the order of preference; disabled ones take no part.</param>
/// <param name="settings">What section <c>routing</c> says.</param>
/// <param name="health">The endpoints' accounts; null: nobody keeps any.</param>
/// <param name="random">Chance.</param>
internal sealed class RouteTable(IReadOnlyList<IBackend> backends, RoutingSettings settings, IHealthRegistry? health, Random random)
{
    private const string ShippedPrefix = "tiny-";
    private const int MostRoutes = 4096;

    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(30);

    private readonly IBackend[] _enabled = [.. backends.Where(static backend => backend.Enabled)];
    private readonly ConcurrentDictionary<(string? Backend, Capability Capability, string Model), Route> _routes = new();

    public Outcome<IReadOnlyList<Candidate>> Resolve(GenerationRequest request, bool isDry = false)
    {
        if (request.Backend is not null && !IsEnabled(request.Backend))
            return new Failure(FailureKind.BackendNotFound, $"There is no backend '{Shorten(request.Backend)}'. Leave 'backend' out, or name one of: {Names(_enabled.Select(static backend => backend.Name))}.") { Param = "backend" };
        if (Wanted(request) is not { } wanted)
            return request.Caller.Models.Count > 0
                ? new Failure(FailureKind.ModelNotFound, $"The request names no model, and this key may use none that offers {CapabilityNames.Of(request.Capability)}. GET /v1/models lists those it may use.") { Param = "model" }
                : new Failure(FailureKind.ModelNotFound, $"No backend offers {CapabilityNames.Of(request.Capability)}. Put a model folder into engine.models_path or configure a backend.") { Param = "model" };

        if (!RouteOf(request, request.Backend, wanted).TryGet(out var route, out var failure))
            return string.IsNullOrEmpty(request.Model) && settings.DefaultModels.ContainsKey(request.Capability) ? OfDefault(request.Capability, failure) : failure;
        return Able(request, wanted, route, isDry);
    }

    /// <inheritdoc cref="IRouter.ResolveFallback"/>
    public Outcome<IReadOnlyList<Candidate>> ResolveFallback(GenerationRequest request, string name)
    {
        var (backend, wanted) = TargetOf(request, name);
        return RouteOf(request, backend, wanted).TryGet(out var route, out var failure) ? Able(request, wanted, route) : failure;
    }

    /// <inheritdoc cref="IRouter.FallbacksOf"/>
    public IReadOnlyList<string> FallbacksOf(GenerationRequest request, string? name)
    {
        if (settings.Fallbacks.Count == 0)
            return [];
        (string? Backend, string? Model) target = name is null ? (request.Backend, Wanted(request)) : TargetOf(request, name);
        var keys = new List<string?> { target.Model, name };
        if (target.Model is { } wanted && RouteOf(request, target.Backend, wanted).TryGet(out var route, out _))
        {
            keys.Add(route.First.CatalogueName);
            keys.AddRange(route.Backends);
        }

        return [.. keys.OfType<string>().SelectMany(key => settings.Fallbacks.GetValueOrDefault(key) ?? []).Distinct()];
    }

    /// <inheritdoc cref="IRouter.LongerContextOf"/>
    public string? LongerContextOf(Candidate candidate) =>
        settings.ContextFallbacks.GetValueOrDefault(candidate.ShownModel) ?? settings.ContextFallbacks.GetValueOrDefault(candidate.CatalogueName);

    private (string? Backend, string Model) TargetOf(GenerationRequest request, string name) => TargetOf(request, name, Eligible(name));

    // A backend takes over with the model that was asked for, where it has it, else with its own first one. What is no backend is a model.
    private (string? Backend, string Model) TargetOf(GenerationRequest request, string name, IBackend[] eligible)
    {
        if (eligible.Length == 0)
            return (null, name);
        if (Wanted(request) is { } wanted && Offers(eligible, wanted, named: true).Exists(offer => offer.Model.Capabilities.Contains(request.Capability)))
            return (name, wanted);
        return DefaultModel(eligible, request.Capability, request.Caller) is { } own ? (name, own) : (null, name);
    }

    private Outcome<Route> RouteOf(GenerationRequest request, string? backend, string wanted)
    {
        if (_routes.TryGetValue((backend, request.Capability, wanted), out var route))
            return route;
        if (!Find(request, backend, wanted).TryGet(out route, out var failure))
            return failure;
        // Open patterns let clients make up names: those that find no room are looked up each time.
        return _routes.Count < MostRoutes ? _routes.GetOrAdd((backend, request.Capability, wanted), route) : route;
    }

    private Outcome<IReadOnlyList<Candidate>> Able(GenerationRequest request, string wanted, Route route, bool isDry = false)
    {
        var candidates = route.IsSticky && Conversation.KeyOf(request) is { } conversation ? route.Next(conversation) : route.Next(isDry);
        if (request.Caller.Models.Count > 0)
        {
            candidates = Allowed(candidates, request.Caller, wanted);
            if (candidates.Count == 0 && !IsAllowed(request.Caller, wanted, route.First))
                return NotFound(wanted, request);
        }

        return candidates.Count > 0 ? Outcome.Of(candidates) : Unhealthy(wanted, route.WhatIsWrong());
    }

    /// <inheritdoc cref="ModelRouter.Explain"/>
    public RouteExplanation Explain(GenerationRequest request)
    {
        var resolved = Resolve(request, isDry: true);
        if (Wanted(request) is not { } wanted)
            return new(null, null, RouteMatch.None, [], resolved.Failure);
        var explained = Explain(request, request.Backend, wanted, resolved);
        return explained.Resolved is not null && string.IsNullOrEmpty(request.Model) ? explained with { How = RouteMatch.Default } : explained;
    }

    /// <inheritdoc cref="ModelRouter.ExplainFallback"/>
    public RouteExplanation ExplainFallback(GenerationRequest request, string name)
    {
        var (backend, wanted) = TargetOf(request, name);
        // One that is disabled takes nothing over; it is told all the same.
        if (backend is null)
            (backend, wanted) = TargetOf(request, name, [.. backends.Where(other => !other.Enabled && other.Name == name)]);
        Outcome<IReadOnlyList<Candidate>> resolved = RouteOf(request, backend, wanted).TryGet(out var route, out var failure) ? Able(request, wanted, route, isDry: true) : failure;
        return Explain(request, backend, wanted, resolved);
    }

    private RouteExplanation Explain(GenerationRequest request, string? backend, string wanted, Outcome<IReadOnlyList<Candidate>> resolved)
    {
        var isNamed = backend is not null;
        var offers = Offers(Eligible(backend), wanted, isNamed, out var how);
        var order = resolved.TryGet(out var candidates, out _) ? candidates : [];
        IEnumerable<EndpointShare> all = RouteOf(request, backend, wanted).TryGet(out var route, out _) ? route.All : [];
        IBackend[] off = [.. backends.Where(other => !other.Enabled && (!isNamed || other.Name == backend))];
        var disabled = Offers(off, wanted, isNamed).Where(offer => offer.Model.Capabilities.Contains(request.Capability)).SelectMany(offer => Share(offer.Backend, offer.Model, wanted).Endpoints);
        ExplainedCandidate[] explained =
        [
            .. all.Select(share => Explain(request, wanted, share, IsIn(order, share.Candidate))).OrderBy(one => PlaceOf(order, one.Candidate)),
            .. disabled.Select(share => Explain(request, wanted, share, isInOrder: false)),
        ];
        return new(wanted, offers.Count > 0 ? offers[0].Model.Id : null, how, explained, resolved.Failure);
    }

    private static ExplainedCandidate Explain(GenerationRequest request, string wanted, EndpointShare share, bool isInOrder) => new(
        share.Candidate,
        share.PoolWeight,
        share.HasRoom,
        !share.Candidate.Backend.Enabled,
        request.Caller.Models.Count == 0 || IsAllowed(request.Caller, wanted, share.Candidate),
        isInOrder,
        share.Candidate.Accepts ? null : share.Candidate.Obstacle);

    private static bool IsIn(IReadOnlyList<Candidate> order, Candidate candidate) => PlaceOf(order, candidate) < order.Count;

    // A route that found no room in the table is made anew each time: places are compared by where they lead.
    private static int PlaceOf(IReadOnlyList<Candidate> order, Candidate candidate)
    {
        for (var i = 0; i < order.Count; i++)
        {
            if (ReferenceEquals(order[i].Endpoint, candidate.Endpoint) && order[i].Model == candidate.Model)
                return i;
        }

        return order.Count;
    }

    // Methods of their own, so that a request to which they do not apply makes no closure.
    private bool IsEnabled(string name) => _enabled.Any(backend => backend.Name == name);

    private static Candidate[] Allowed(IReadOnlyList<Candidate> candidates, Caller caller, string wanted) =>
        [.. candidates.Where(candidate => IsAllowed(caller, wanted, candidate))];

    // One that the key may not use is as good as absent: the answer must not tell which names exist.
    private static bool IsAllowed(Caller caller, string wanted, Candidate candidate) =>
        caller.MayUse(wanted, candidate.Model, candidate.Backend.Name)
        || (ModelTag.Bare(wanted) is { } bare && caller.MayUse(bare, candidate.Model, candidate.Backend.Name));

    private string? Wanted(GenerationRequest request)
    {
        if (!string.IsNullOrEmpty(request.Model))
            return request.Model;
        return settings.DefaultModels.TryGetValue(request.Capability, out var configured) && MayUse(request, configured) && !Yields(request, configured)
            ? configured
            : DefaultModel(Eligible(request.Backend), request.Capability, request.Caller);
    }

    private bool MayUse(GenerationRequest request, string model)
    {
        if (request.Caller.Models.Count == 0)
            return true;
        var offers = Offers(Eligible(request.Backend), model, request.Backend is not null);
        return offers.Count == 0
            ? request.Caller.MayUse(model, model, request.Backend ?? "")
            : offers.Any(offer => request.Caller.MayUse(model, offer.Model.Upstream, offer.Backend.Name));
    }

    /// <summary>A sentence for every default model that nobody serves.</summary>
    public IReadOnlyList<string> UnservedDefaults() =>
    [
        .. from pair in settings.DefaultModels
           where !IsServed(null, pair.Key, pair.Value)
           select $"routing.default_models.{CapabilityNames.Of(pair.Key)} is '{Shorten(pair.Value)}', which no backend serves now: "
               + (settings.YieldingDefaults.Contains(pair.Key) ? "requests without a model go to the first model that can" : "requests without a model are refused")
               + $". Served are: {Names(_enabled.SelectMany(static backend => backend.Models).Select(static model => model.Id))}. Correct it, or leave it out.",
    ];

    private bool Yields(GenerationRequest request, string configured) =>
        settings.YieldingDefaults.Contains(request.Capability)
        && !_routes.ContainsKey((request.Backend, request.Capability, configured))
        && !IsServed(request.Backend, request.Capability, configured);

    private bool IsServed(string? named, Capability capability, string model) =>
        Offers(Eligible(named), model, named is not null).Any(offer => offer.Model.Capabilities.Contains(capability));

    private static Failure OfDefault(Capability capability, Failure failure) => failure with
    {
        Message = $"The request names no model, and routing.default_models.{CapabilityNames.Of(capability)} names one that cannot serve it. {failure.Message}",
    };

    /// <summary>The first that can and that the key may use, the shipped models last.</summary>
    private string? DefaultModel(IEnumerable<IBackend> eligible, Capability capability, Caller caller) => eligible
        .OrderBy(backend => backend.Endpoints.All(IsOut))
        .SelectMany(backend => caller.Models.Count == 0 ? backend.Models : backend.Models.Where(model => caller.MayUse(model.Id, model.Upstream, backend.Name)))
        .Where(model => model.Capabilities.Contains(capability) && !NamePattern.IsOpen(model.Id))
        .OrderBy(static model => model.Id.StartsWith(ShippedPrefix, StringComparison.Ordinal))
        .FirstOrDefault()?.Id;

    // For longer than a breaker is open or a backend rests: a request without a model does not change its model for that.
    private bool IsOut(IEndpoint endpoint) => endpoint.Unhealthy is not null || health?.Of(endpoint).IsDraining == true;

    private IBackend[] Eligible(string? named) => named is null ? _enabled : [.. _enabled.Where(backend => backend.Name == named)];

    private Outcome<Route> Find(GenerationRequest request, string? backend, string wanted)
    {
        var capability = request.Capability;
        var offers = Offers(Eligible(backend), wanted, backend is not null);
        if (offers.Count == 0)
            return NotFound(wanted, request);
        offers.RemoveAll(offer => !offer.Model.Capabilities.Contains(capability));
        if (offers.Count == 0)
            return new Failure(FailureKind.InvalidValue, $"The model '{Shorten(wanted)}' does not offer {CapabilityNames.Of(capability)}. GET /v1/models lists what each model can do.") { Param = "model" };
        var isSticky = settings.Sticky.Contains(wanted) || offers.Exists(offer => settings.Sticky.Contains(offer.Model.Id));
        return new Route([.. offers.Select(offer => Share(offer.Backend, offer.Model, wanted))], settings.Strategy, isSticky, random);
    }

    private BackendShare Share(IBackend backend, ModelEntry model, string wanted)
    {
        var balance = settings.Balances.GetValueOrDefault(backend.Name) ?? BackendBalance.Standing;
        var endpoints = Candidates(backend, model, wanted, balance).Select((candidate, i) => new EndpointShare(candidate, i < balance.Endpoints.Count ? balance.Endpoints[i] : 1));
        return new BackendShare([.. endpoints], balance.Weight, balance.Strategy, settings.Strategy, random);
    }

    private Candidate[] Candidates(IBackend backend, ModelEntry model, string wanted, BackendBalance balance)
    {
        var ofModel = settings.ModelDeadlines.GetValueOrDefault(model.Id) ?? settings.ModelDeadlines.GetValueOrDefault(wanted) ?? DeadlineOverrides.None;
        var deadlines = DeadlineOverrides.Resolve(settings.Deadlines, ofModel, backend.Deadlines);
        return [.. backend.Endpoints.Select(endpoint => new Candidate(backend, endpoint, model.Upstream, wanted, deadlines, health?.Of(endpoint))
        {
            CatalogueName = model.Id,
            Counter = model.Counter,
            RetryCount = balance.RetryCount,
            ContinuesOnBreak = settings.ModelsContinueOnBreak.TryGetValue(model.Id, out var own) || settings.ModelsContinueOnBreak.TryGetValue(wanted, out own) ? own : settings.ContinuesOnBreak,
        })];
    }

    private List<(IBackend Backend, ModelEntry Model)> Offers(IBackend[] eligible, string wanted, bool named) => Offers(eligible, wanted, named, out _);

    private List<(IBackend Backend, ModelEntry Model)> Offers(IBackend[] eligible, string wanted, bool named, out RouteMatch how)
    {
        how = settings.ModelMappings.ContainsKey(wanted) ? RouteMatch.Mapping : RouteMatch.Exact;
        var offers = Serving(eligible, wanted, named);
        if (offers.Count == 0 && settings.Aliases.TryGetValue(wanted, out var target) && target != wanted)
        {
            how = RouteMatch.Alias;
            offers = Serving(eligible, target, named);
            if (offers.Count == 0)
                offers = ByBackendAndModel(eligible, target);
        }

        if (offers.Count > 0)
            return offers;
        offers = ByBackendAndModel(eligible, wanted);
        how = offers.Count > 0 ? RouteMatch.BackendAndModel : RouteMatch.None;
        // Ollama's clients put a tag behind names that have none here.
        return offers.Count == 0 && ModelTag.Bare(wanted) is { } bare ? Offers(eligible, bare, named, out how) : offers;
    }

    private List<(IBackend Backend, ModelEntry Model)> Serving(IBackend[] eligible, string wanted, bool named)
    {
        // A mapping, like a backend that the client names, is somebody's word that this backend has the model.
        if (settings.ModelMappings.TryGetValue(wanted, out var mapped) && (!named || Array.Exists(eligible, backend => backend.Name == mapped)))
            return [.. eligible.Where(backend => backend.Name == mapped).Select(backend => (backend, Entry(backend, wanted) ?? Unlisted(backend, wanted)))];
        return [.. eligible
            .Select(backend => (Backend: backend, Model: Entry(backend, wanted) ?? (named && backend.Models.Count == 0 ? Unlisted(backend, wanted) : null)))
            .Where(static offer => offer.Model is not null)
            .Select(static offer => (offer.Backend, offer.Model!))];
    }

    private List<(IBackend Backend, ModelEntry Model)> ByBackendAndModel(IBackend[] eligible, string wanted)
    {
        var slash = wanted.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? [] : Serving([.. eligible.Where(backend => backend.Name == wanted[..slash])], wanted[(slash + 1)..], named: true);
    }

    private static ModelEntry? Entry(IBackend backend, string wanted)
    {
        foreach (var model in backend.Models)
        {
            if (model.Id == wanted || model.OtherName == wanted)
                return model;
        }

        return backend.Models.FirstOrDefault(model => NamePattern.IsOpen(model.Id) && NamePattern.Matches(model.Id, wanted)) is { } open
            ? open with { Id = wanted, Upstream = wanted }
            : null;
    }

    private static ModelEntry Unlisted(IBackend backend, string wanted) => new(wanted, wanted, backend.Capabilities, default);

    private Failure NotFound(string wanted, GenerationRequest request)
    {
        var names = Eligible(request.Backend).SelectMany(backend => backend.Models.Where(model => request.Caller.MayUse(model.Id, model.Upstream, backend.Name))).Select(static model => model.Id);
        // Others may have it: who insists on a backend is told of that one.
        return new(FailureKind.ModelNotFound, request.Backend is { } named
            ? $"Backend '{Shorten(named)}', which the request insists on, has no model '{Shorten(wanted)}'. It has: {Names(names)}."
            : $"The model '{Shorten(wanted)}' does not exist here. GET /v1/models lists what does: {Names(names)}.")
        {
            Param = "model",
        };
    }

    private static Failure Unhealthy(string wanted, Obstacle obstacle) => new(
        obstacle.IsOwnLimit ? FailureKind.RateLimitExceeded : FailureKind.NoHealthyBackends,
        $"The model '{Shorten(wanted)}' is out of service: {obstacle.Reason.TrimEnd('.')}.")
    {
        RetryAfter = obstacle.Left ?? TryAgain,
    };

    private static string Shorten(string name) => name.Length <= 100 ? name : string.Concat(name.AsSpan(0, 100), "…");

    private static string Names(IEnumerable<string> names)
    {
        const int most = 10;
        var all = names.Distinct().ToArray();
        return all.Length == 0 ? "none" : string.Join(", ", all.Take(most)) + (all.Length > most ? $" and {all.Length - most} more" : "");
    }
}
