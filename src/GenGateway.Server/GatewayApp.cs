using GenGateway.Configuration;
using GenGateway.Server.Http;
using GenGateway.Server.Logs;
using GenGateway.Server.Maps;
using GenGateway.Server.Reloading;
using GenGateway.Telemetry;

namespace GenGateway.Server;

/// <summary>The web application around the parts: Kestrel, the front door, the routes, the stop order.</summary>
internal static class GatewayApp
{
    /// <summary>Builds it; nothing listens yet.</summary>
    /// <param name="config">The checked configuration.</param>
    /// <param name="log">The log's writer; the host starts it first and stops it last.</param>
    /// <param name="clock">The only clock.</param>
    /// <param name="compose">Makes the parts, once there are loggers.</param>
    /// <param name="reload">Makes what follows the configuration's files; null: nothing does.</param>
    /// <param name="certificate">The certificate for TLS, where somebody listens with it.</param>
    /// <param name="more">Adds routes; the product has none to add.</param>
    public static WebApplication Build(
        GatewayConfig config,
        LogPump log,
        TimeProvider clock,
        Func<ILoggerFactory, GatewayParts> compose,
        Func<GatewayState, ILoggerFactory, ConfigurationReloader>? reload = null,
        TlsCertificate? certificate = null,
        Action<GatewayRoutes>? more = null)
    {
        // The empty builder reads no files, variables or arguments behind the configuration's back.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var metrics = new HttpMetrics();
        var links = new OpenLinks();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddProvider(new PumpLoggerProvider(log, clock));
        // Its lines would say what the access log says; as long as anybody listens to it, the framework makes an activity for every request.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // It would write a line for every picture, which the access log has.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Http.Result", LogLevel.Warning);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listening.Configure(kestrel, config, certificate, metrics, links));
        InlineIo.Configure(builder.WebHost, config.Server);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = Drain.Longest(config.Server.DrainTimeout);
            // A defect in what looks after lists or files is logged; whoever is served must not pay for it with the whole server.
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.Ignore;
        });
        builder.Services.AddHostedService(_ => log);
        builder.Services.AddHostedService(services => new LastWords(services.GetRequiredService<ILogger<LastWords>>()));
        builder.Services.AddSingleton(services => compose(services.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddHostedService(services => new PartServices(services.GetRequiredService<GatewayParts>()));
        if (reload is not null)
        {
            builder.Services.AddSingleton(services => reload(services.GetRequiredService<GatewayParts>().State, services.GetRequiredService<ILoggerFactory>()));
            builder.Services.AddHostedService(services => services.GetRequiredService<ConfigurationReloader>());
        }

        if (certificate is not null)
            builder.Services.AddHostedService(services => new CertificateWatching(certificate, services.GetRequiredService<ILogger<CertificateWatching>>(), clock));
        builder.Services.AddHostedService(services => new ModelFinding(services.GetRequiredService<GatewayParts>().Finder, services.GetRequiredService<ILogger<ModelFinding>>(), clock));
        builder.Services.AddHostedService(services => new HealthWatching(services.GetRequiredService<GatewayParts>().Probes, clock, services.GetRequiredService<ILogger<HealthWatching>>()));
        builder.Services.AddHostedService(_ => new StartGarbage(clock));
        builder.Services.AddHostedService(services => new Drain(services.GetRequiredService<GatewayParts>(), links, config.Server.DrainTimeout));
        builder.Services.AddSingleton(services =>
        {
            var parts = services.GetRequiredService<GatewayParts>();
            var door = new FrontDoor(config, parts.Keys, parts.Gate, metrics, log, clock);
            parts.State.Applied += door.Use;
            parts.State.Applied += changed => log.Use(changed.Logging);
            return door;
        });

        var app = builder.Build();
        var parts = app.Services.GetRequiredService<GatewayParts>();
        var routes = new GatewayRoutes(new ApiPaths(config.Api), metrics);
        AddRoutes(routes, config, parts, app.Services.GetService<ConfigurationReloader>(), [new ProcessMetrics(HealthPage.Version), metrics, log, .. parts.Metrics]);
        more?.Invoke(routes);
        routes.MapTo(app);
        app.UseRouting();
        app.Run(app.Services.GetRequiredService<FrontDoor>().PassAsync);
        return app;
    }

    private static void AddRoutes(GatewayRoutes routes, GatewayConfig config, GatewayParts parts, ConfigurationReloader? reloader, IReadOnlyList<IMetricSource> metrics)
    {
        OpenAiMap.Add(routes, parts);
        AnthropicMap.Add(routes, parts);
        ModelsMap.Add(routes, parts);
        InferenceMap.Add(routes, parts);
        OllamaMap.Add(routes, parts);
        WebUiMap.Add(routes, parts);
        if (parts.ApiBackends is { } backends)
            BackendsMap.Add(routes, parts, backends);
        if (parts.ApiKeys is { } keys)
            KeysMap.Add(routes, parts, keys);
        if (parts.Records is { } records)
            TransactionsMap.Add(routes, parts, records);
        if (parts.Later is { } later)
            JobsMap.Add(routes, later);
        ImagesMap.Add(routes, parts.Images);
        AdminMap.Add(routes, parts, reloader);
        OperationsMap.Add(routes, parts, new HealthPage(parts.Catalogue, parts.Health, config.Metrics), config.Metrics, metrics);
    }
}
