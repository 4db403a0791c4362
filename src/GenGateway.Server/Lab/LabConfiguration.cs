using GenGateway.Configuration;

namespace GenGateway.Server.Lab;

/// <summary>The user's configuration with the lab's upstreams in the place of every backend. Pure.</summary>
/// <remarks>Nothing of it reaches the user's backends, database, pictures, logs or listeners: their settings are not in what comes out.</remarks>
internal static class LabConfiguration
{
    /// <summary>What is not as the user wrote it, for the scorecard.</summary>
    public const string SetAside = "waits of more than 100 ms between repeats, server.max_connections, backends' addresses, protocols and credentials, probes, keys, rate limits and budgets, listeners, TLS and inline_io, surfaces and moved routes, the embedded engine, log outputs, the database (in memory), the folder of pictures";

    private const int LeastConnections = 1_000;

    /// <param name="config">The user's, checked.</param>
    /// <param name="entries">Every case with its upstreams.</param>
    /// <param name="upstream">Where they are.</param>
    /// <param name="scale">How much times are shortened.</param>
    public static GatewayConfig Of(GatewayConfig config, IReadOnlyList<LabEntry> entries, LabUpstream upstream, LabScale scale) => config with
    {
        Server = config.Server with { Host = "127.0.0.1", Port = 0, Tls = new TlsConfig(false, "", ""), InlineIo = false, TrustedProxies = [], MaxConnections = Math.Max(config.Server.MaxConnections, LeastConnections) },
        Listeners = [],
        Auth = new AuthConfig(false, false, new ApiKeySet([]), [], config.Auth.Methods, []),
        RateLimit = RateLimitConfig.None,
        Api = new ApiPathsConfig("/v1", true, null, true, null, null, true, null, true, null, true, "/admin"),
        Surfaces = config.Surfaces with { OpenAi = true },
        Engine = config.Engine with { Enabled = false },
        Database = config.Database with { ConnectionString = "sqlite::memory:", MigrationMode = MigrationMode.CreateIfNotExists },
        // Relative to the lab's own place; no round must clean the user's.
        Storage = config.Storage with { BasePath = "gengateway-lab-pictures", Cleanup = config.Storage.Cleanup with { Enabled = false } },
        Stream = new StreamConfig(scale.Of(config.Stream.PingAfter)),
        Queue = config.Queue with { Timeout = scale.Of(config.Queue.Timeout) },
        Breaker = LabSettings.Scaled(config.Breaker, scale),
        Routing = Routing(config.Routing, entries, scale),
        Backends = [.. entries.SelectMany(entry => Backends(entry, upstream, scale))],
    };

    private static RoutingConfig Routing(RoutingConfig routing, IReadOnlyList<LabEntry> entries, LabScale scale) =>
        new(new DefaultModels(null, null, null, null), new Dictionary<string, string>(), new Dictionary<string, string>(), Scaled(routing.Deadlines, scale), Deadlines(entries, scale), routing.DefaultStrategy, [])
        {
            Retry = routing.Retry with { Backoff = LabSettings.BackoffOf(routing.Retry) },
            ContinuesOnBreak = routing.ContinuesOnBreak,
            ModelsContinueOnBreak = entries.ToDictionary(static entry => entry.Route.Model, static entry => entry.Case.Continues ?? entry.Profile.Continues),
            Fallbacks = entries.Where(static entry => entry.Route.Fallbacks.Count > 0)
                .ToDictionary(static entry => entry.Route.Model, static entry => (IReadOnlyList<string>)[.. entry.Route.Fallbacks.Select(static fallback => fallback.Model)]),
            ContextFallbacks = entries.Where(static entry => entry.Route.Longer is not null).ToDictionary(static entry => entry.Route.Model, static entry => entry.Route.Longer!.Value.Model),
        };

    private static Dictionary<string, DeadlinesConfig> Deadlines(IReadOnlyList<LabEntry> entries, LabScale scale) => entries
        .Where(static entry => entry.Profile.Deadlines != DeadlinesConfig.None)
        .SelectMany(static entry => Models(entry.Route).Select(model => (Model: model, entry.Profile.Deadlines)))
        .ToDictionary(static named => named.Model, named => Scaled(named.Deadlines, scale));

    private static IEnumerable<string> Models(LabRoute route) =>
        [route.Model, .. route.Fallbacks.Select(static fallback => fallback.Model), .. route.Longer is { } longer ? [longer.Model] : (string[])[]];

    private static IEnumerable<BackendConfig> Backends(LabEntry entry, LabUpstream upstream, LabScale scale)
    {
        var route = entry.Route;
        for (var i = 0; i < route.Pool.Count; i++)
        {
            // The others stand behind the first, so that it is known who is asked when.
            var address = entry.Case.Pool[i] is null ? upstream.Refusing : upstream.AddressOf(route.Pool[i]);
            yield return Backend(entry, $"{route.Model}.upstream{i + 1}", route.Model, address, scale) with { Weight = i == 0 ? 1 : 0 };
        }

        foreach (var (model, place) in route.Fallbacks)
            yield return Backend(entry, model + ".upstream", model, upstream.AddressOf(place), scale);
        if (route.Longer is { } longer)
            yield return Backend(entry, longer.Model + ".upstream", longer.Model, upstream.AddressOf(longer.Place), scale);
    }

    private static BackendConfig Backend(LabEntry entry, string name, string model, Uri address, LabScale scale)
    {
        var template = entry.Profile.Template;
        return template with
        {
            Name = name,
            Models = [new ModelConfig(model, LabText.Served, null, null)],
            Endpoints = [new EndpointConfig(address, 1, null)],
            Deadlines = Scaled(template.Deadlines, scale),
            Timeout = scale.Of(template.Timeout),
            Breaker = template.Breaker with { OpenTime = scale.Of(template.Breaker.OpenTime) },
            RetryCount = entry.Case.RetryCount ?? template.RetryCount,
        };
    }

    private static DeadlinesConfig Scaled(DeadlinesConfig deadlines, LabScale scale) =>
        new(scale.Of(deadlines.Connect), scale.Of(deadlines.FirstToken), scale.Of(deadlines.BetweenTokens), scale.Of(deadlines.Total));
}
