namespace GenGateway.Configuration;

/// <summary>The whole configuration, as written and with defaults filled in.</summary>
/// <remarks>Immutable. The defaults stand in <see cref="GatewayBinder"/>, beside the limits.</remarks>
/// <param name="Version">The version of the format of the file.</param>
/// <param name="Server">The listener.</param>
/// <param name="Auth">Who may ask.</param>
/// <param name="Cors">Which web pages may ask.</param>
/// <param name="Routing">Which model answers.</param>
/// <param name="Queue">The wait for a turn.</param>
/// <param name="Engine">The embedded engine.</param>
/// <param name="Limits">Bounds on memory.</param>
/// <param name="Logging">The log.</param>
public sealed record GatewayConfig(
    string Version,
    ServerConfig Server,
    AuthConfig Auth,
    CorsConfig Cors,
    RoutingConfig Routing,
    QueueConfig Queue,
    EngineConfig Engine,
    LimitsConfig Limits,
    LoggingConfig Logging);
