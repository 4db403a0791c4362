using GenGateway.Configuration;
using GenGateway.Journey;

namespace GenGateway.Routing;

/// <summary>What section <c>routing</c> says, ready for use. Immutable.</summary>
public sealed record RoutingSettings
{
    private static readonly IReadOnlyDictionary<string, string> NoNames = new Dictionary<string, string>();

    /// <summary>Nothing but the defaults.</summary>
    public static RoutingSettings Default { get; } = new();

    /// <summary>The model for requests that name none.</summary>
    public IReadOnlyDictionary<Capability, string> DefaultModels { get; init; } = new Dictionary<Capability, string>();

    /// <summary>Of those, the ones that yield to the first model that can, where nobody serves them.</summary>
    public IReadOnlyList<Capability> YieldingDefaults { get; init; } = [];

    /// <summary>Model → the one backend that serves it.</summary>
    public IReadOnlyDictionary<string, string> ModelMappings { get; init; } = NoNames;

    /// <summary>Name → model, or <c>backend/model</c>.</summary>
    public IReadOnlyDictionary<string, string> Aliases { get; init; } = NoNames;

    /// <summary>Backend or model → the backends and models that take over, in order.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Fallbacks { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Model → the one that takes over what is too long for it.</summary>
    public IReadOnlyDictionary<string, string> ContextFallbacks { get; init; } = NoNames;

    /// <summary>Whether a chat that breaks off goes on at another backend.</summary>
    public bool ContinuesOnBreak { get; init; }

    /// <summary>Model → the same for it alone.</summary>
    public IReadOnlyDictionary<string, bool> ModelsContinueOnBreak { get; init; } = new Dictionary<string, bool>();

    /// <summary>Limits for whatever nobody else limits.</summary>
    public Deadlines Deadlines { get; init; } = Deadlines.Default;

    /// <summary>How the next endpoint is chosen.</summary>
    public BalancingPolicy Strategy { get; init; } = BalancingPolicy.RoundRobin;

    /// <summary>Backend → its share.</summary>
    public IReadOnlyDictionary<string, BackendBalance> Balances { get; init; } = new Dictionary<string, BackendBalance>();

    /// <summary>The models whose conversations stay where they began.</summary>
    public IReadOnlyCollection<string> Sticky { get; init; } = [];

    /// <summary>Model → its own limits, which win over everybody's.</summary>
    public IReadOnlyDictionary<string, DeadlineOverrides> ModelDeadlines { get; init; } = new Dictionary<string, DeadlineOverrides>();
}
