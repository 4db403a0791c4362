using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Routing;

/// <summary>Finds who can serve a request, from a table that is swapped as a whole. Thread safe; a request sees one table from beginning to end.</summary>
public sealed class ModelRouter : IRouter
{
    private readonly IHealthRegistry? _health;
    private readonly Random _random;
    private volatile RouteTable _table;

    /// <param name="backends">All of them, in the order of preference.</param>
    /// <param name="settings">What section <c>routing</c> says.</param>
    /// <param name="health">The endpoints' accounts; null: nobody keeps any.</param>
    /// <param name="random">Chance; null: the shared one.</param>
    public ModelRouter(IReadOnlyList<IBackend> backends, RoutingSettings settings, IHealthRegistry? health = null, Random? random = null)
    {
        _health = health;
        _random = random ?? Random.Shared;
        _table = new RouteTable(backends, settings, health, _random);
    }

    /// <summary>From now on, these backends and settings hold.</summary>
    public void Use(IReadOnlyList<IBackend> backends, RoutingSettings settings) => _table = new RouteTable(backends, settings, _health, _random);

    /// <summary>A sentence for every default model that no backend serves now: which, and what is served.</summary>
    public IReadOnlyList<string> UnservedDefaults() => _table.UnservedDefaults();

    public Outcome<IReadOnlyList<Candidate>> Resolve(GenerationRequest request) => _table.Resolve(request);

    /// <summary>What <see cref="Resolve"/> would say now, and why. Takes nobody's turn.</summary>
    public RouteExplanation Explain(GenerationRequest request) => _table.Explain(request);

    /// <summary>What <see cref="ResolveFallback"/> would say now, and why. Takes nobody's turn.</summary>
    public RouteExplanation ExplainFallback(GenerationRequest request, string name) => _table.ExplainFallback(request, name);

    public Outcome<IReadOnlyList<Candidate>> ResolveFallback(GenerationRequest request, string name) => _table.ResolveFallback(request, name);

    public IReadOnlyList<string> FallbacksOf(GenerationRequest request, string? name) => _table.FallbacksOf(request, name);

    public string? LongerContextOf(Candidate candidate) => _table.LongerContextOf(candidate);
}
