using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Server.BackendsApi;

namespace GenGateway.Server;

/// <summary>The configuration that runs, and everything that follows from it: one swap, and later requests see the new one whole. Thread safe.</summary>
internal sealed class GatewayState : IConfigurationTarget
{
    private readonly BackendSet _backends;
    private readonly BackendCatalogue _catalogue;
    private readonly ModelRouter _router;
    private volatile GatewayConfig _config;
    private volatile ISecretSource _secrets;
    private volatile RoutingSettings _routing;

    public GatewayState(GatewayConfig config, ISecretSource secrets, BackendSet backends, BackendCatalogue catalogue, ModelRouter router)
    {
        _config = config;
        _secrets = secrets;
        _routing = RoutingOf(config.Routing);
        _backends = backends;
        _catalogue = catalogue;
        _router = router;
        catalogue.Changed += () => router.Use(catalogue.Backends, _routing with { Balances = BalancesOf(_backends.Listings) });
        _backends.UseFile(config.Backends, config.Breaker, secrets, secretsChanged: false);
    }

    /// <summary>Raised after a new configuration took effect, on the reloader's thread.</summary>
    public event Action<GatewayConfig>? Applied;

    /// <summary>The configuration that runs.</summary>
    public GatewayConfig Config => _config;

    /// <summary>Where credentials are looked up.</summary>
    public ISecretSource Secrets => _secrets;

    public void Apply(GatewayConfig next, ConfigurationChanges changes)
    {
        _config = next;
        _secrets = changes.Environment;
        _routing = RoutingOf(next.Routing);
        _backends.UseFile(next.Backends, next.Breaker, changes.Environment, changes.EnvironmentChanged);
        Applied?.Invoke(next);
    }

    /// <summary>A sentence for every entry of <c>routing.default_models</c> that no backend serves now.</summary>
    public IReadOnlyList<string> UnservedDefaults() => _router.UnservedDefaults();

    /// <summary>The backends with where they come from.</summary>
    public BackendSet Backends => _backends;

    /// <summary>The entries that were added over the API.</summary>
    public void UseApiBackends(IReadOnlyList<BackendConfig> api) => _backends.UseApi(api, _secrets);

    /// <summary>What section <c>routing</c> says, ready for use.</summary>
    public static RoutingSettings RoutingOf(RoutingConfig routing)
    {
        var models = routing.DefaultModels;
        var defaults = new Dictionary<Capability, string>();
        foreach (var (capability, model) in new[] { (Capability.Chat, models.Chat), (Capability.Completion, models.Completion), (Capability.Embedding, models.Embedding), (Capability.Image, models.Image) })
        {
            if (!string.IsNullOrEmpty(model))
                defaults[capability] = model;
        }

        return new RoutingSettings
        {
            DefaultModels = defaults,
            YieldingDefaults = [.. models.ChatYields ? (Capability[])[Capability.Chat] : [], .. models.CompletionYields ? (Capability[])[Capability.Completion] : []],
            ModelMappings = routing.ModelMappings,
            Aliases = routing.Aliases,
            Strategy = routing.DefaultStrategy,
            Sticky = [.. routing.Sticky],
            Fallbacks = routing.Fallbacks,
            ContextFallbacks = routing.ContextFallbacks,
            ContinuesOnBreak = routing.ContinuesOnBreak,
            ModelsContinueOnBreak = routing.ModelsContinueOnBreak,
            Deadlines = DeadlineOverrides.Resolve(Deadlines.Default, OverridesOf(routing.Deadlines)),
            ModelDeadlines = routing.Models.ToDictionary(static pair => pair.Key, static pair => OverridesOf(pair.Value)),
        };
    }

    private static Dictionary<string, BackendBalance> BalancesOf(IReadOnlyList<BackendListing> listings) => listings
        .Where(static listing => listing.Config is not null)
        .ToDictionary(static listing => listing.Backend.Name, static listing => new BackendBalance(listing.Config!.Weight, listing.Config.Strategy, [.. listing.Config.Endpoints.Select(static endpoint => endpoint.Weight)])
        {
            RetryCount = listing.Config.RetryCount,
        });

    private static DeadlineOverrides OverridesOf(DeadlinesConfig deadlines) =>
        new(deadlines.Connect, deadlines.FirstToken, deadlines.BetweenTokens, deadlines.Total);
}
