namespace GenGateway.Configuration;

/// <summary>The whole configuration, as written and with defaults filled in.</summary>
/// <remarks>Immutable. Two are equal section by section when they say the same. The defaults stand in the sections' binders, beside the limits.</remarks>
/// <param name="Version">The version of the format of the file.</param>
/// <param name="Server">The listener.</param>
/// <param name="Auth">Who may ask.</param>
/// <param name="RateLimit">How much may be asked.</param>
/// <param name="Cors">Which web pages may ask.</param>
/// <param name="Routing">Which model answers.</param>
/// <param name="Breaker">When an endpoint that fails is left alone.</param>
/// <param name="Queue">The wait for a turn.</param>
/// <param name="Engine">The embedded engine.</param>
/// <param name="Limits">Bounds on memory.</param>
/// <param name="Logging">The log.</param>
/// <param name="Surfaces">The families that are answered.</param>
/// <param name="Listeners">More addresses.</param>
/// <param name="Api">Moved routes.</param>
/// <param name="Translation">Between different protocols.</param>
/// <param name="Stream">Streams.</param>
/// <param name="Prices">By model's name.</param>
/// <param name="Jobs">Background jobs.</param>
/// <param name="Records">What is kept.</param>
/// <param name="Database">Where it is kept.</param>
/// <param name="Storage">Pictures that links lead to.</param>
/// <param name="Metrics">The metrics page and <c>/health</c>.</param>
/// <param name="Backends">In the order in which they were written; names are unique.</param>
/// <param name="BackendDefaults">What holds for backends that do not write it.</param>
public sealed record GatewayConfig(
    string Version,
    ServerConfig Server,
    AuthConfig Auth,
    RateLimitConfig RateLimit,
    CorsConfig Cors,
    RoutingConfig Routing,
    BreakerConfig Breaker,
    QueueConfig Queue,
    EngineConfig Engine,
    LimitsConfig Limits,
    LoggingConfig Logging,
    SurfacesConfig Surfaces,
    IReadOnlyList<ListenerConfig> Listeners,
    ApiPathsConfig Api,
    TranslationConfig Translation,
    StreamConfig Stream,
    IReadOnlyDictionary<string, PriceConfig> Prices,
    JobsConfig Jobs,
    RecordsConfig Records,
    DatabaseConfig Database,
    StorageConfig Storage,
    MetricsConfig Metrics,
    IReadOnlyList<BackendConfig> Backends,
    BackendDefaults BackendDefaults)
{
    /// <summary>More addresses.</summary>
    public IReadOnlyList<ListenerConfig> Listeners { get; init => field = ValueList.Of(value); } = ValueList.Of(Listeners);

    /// <summary>By model's name.</summary>
    public IReadOnlyDictionary<string, PriceConfig> Prices { get; init => field = ValueMap.Of(value); } = ValueMap.Of(Prices);

    /// <summary>In the order in which they were written; names are unique.</summary>
    public IReadOnlyList<BackendConfig> Backends { get; init => field = ValueList.Of(value); } = ValueList.Of(Backends);
}
