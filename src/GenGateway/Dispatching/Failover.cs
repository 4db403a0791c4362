using System.Collections.Concurrent;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Telemetry;

namespace GenGateway.Dispatching;

/// <summary>Plans where requests go after a failure, and keeps each pool's budget for that. Thread safe.</summary>
/// <param name="router">Knows the fallbacks.</param>
/// <param name="clock">Measures waits and budgets.</param>
/// <param name="jitter">Numbers from 0 up to 1; null: chance.</param>
public sealed class Failover(IRouter router, TimeProvider clock, Func<double>? jitter = null) : IFailover
{
    // Open patterns let clients make up names: those that find no room share one budget.
    private const int MostPools = 4096;

    private readonly ConcurrentDictionary<string, RetryBudget> _budgets = new(StringComparer.Ordinal);
    private readonly RetryBudget _others = new(clock);
    private readonly FailoverMeter _meter = new();
    private volatile FailoverSettings _settings = FailoverSettings.Standing;

    /// <summary>What is counted here.</summary>
    public IMetricSource Metrics => _meter;

    /// <summary>From now on, this holds; for requests under way too.</summary>
    public FailoverSettings Settings
    {
        get => _settings;
        set => _settings = value;
    }

    internal IRouter Router => router;

    internal TimeProvider Clock => clock;

    internal FailoverMeter Meter => _meter;

    internal Func<double> Jitter { get; } = jitter ?? Random.Shared.NextDouble;

    public void Began(Candidate first) => BudgetOf(first).Count();

    public void Continued() => _meter.Continuations.Add(1);

    public IItinerary Plan(GenerationRequest request, IReadOnlyList<Candidate> candidates) => new Itinerary(this, request, candidates);

    public Outcome<IReadOnlyList<Candidate>> Instead(GenerationRequest request, Failure refusal)
    {
        if (!StandIn(request, refusal))
            return refusal;
        var chain = new FallbackChain(router, request);
        if (chain.Next() is not { } instead)
            return refusal;
        _meter.Fallbacks.Add(1);
        return Outcome.Of(instead);
    }

    /// <summary>Whether fallbacks stand in for all that a request was meant for.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="refusal">Why none of those can serve it.</param>
    public static bool StandIn(GenerationRequest request, Failure refusal) =>
        // Who names a backend wants that one and no other.
        request.Backend is null && refusal.Kind is FailureKind.NoHealthyBackends or FailureKind.RateLimitExceeded;

    /// <summary>What takes over from what the request is meant for, in order: the whole chain, whether or not it can serve.</summary>
    public IReadOnlyList<string> FallbacksOf(GenerationRequest request) => new FallbackChain(router, request).All();

    internal RetryBudget BudgetOf(Candidate first)
    {
        var pool = first.CatalogueName;
        if (_budgets.TryGetValue(pool, out var budget))
            return budget;
        return _budgets.Count >= MostPools ? _others : _budgets.GetOrAdd(pool, static (_, time) => new RetryBudget(time), clock);
    }
}
