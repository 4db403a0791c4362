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
    public static WebApplication Build(
        GatewayConfig config,
        LogPump log,
        TimeProvider clock,
        Func<ILoggerFactory, GatewayParts> compose,
        Func<GatewayState, ILoggerFactory, ConfigurationReloader>? reload = null)
    {
        // The empty builder reads no files, variables or arguments behind the configuration's back.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var metrics = new HttpMetrics();
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        builder.Logging.AddProvider(new PumpLoggerProvider(log, clock));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listening.Configure(kestrel, config.Server, metrics));
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.Longest(config.Server.DrainTimeout));
        builder.Services.AddHostedService(_ => log);
        builder.Services.AddSingleton(services => compose(services.GetRequiredService<ILoggerFactory>()));
        if (reload is not null)
        {
            builder.Services.AddSingleton(services => reload(services.GetRequiredService<GatewayParts>().State, services.GetRequiredService<ILoggerFactory>()));
            builder.Services.AddHostedService(services => services.GetRequiredService<ConfigurationReloader>());
        }

        builder.Services.AddHostedService(services => new ModelFinding(services.GetRequiredService<GatewayParts>().Finder, clock));
        builder.Services.AddHostedService(services => new Drain(services.GetRequiredService<GatewayParts>(), config.Server.DrainTimeout));

        var app = builder.Build();
        var parts = app.Services.GetRequiredService<GatewayParts>();
        AddRoutes(new RouteTable(app), parts, [metrics, log, .. parts.Metrics]);
        app.UseRouting();
        app.Run(new FrontDoor(config, parts.Gate, metrics, log, clock).PassAsync);
        return app;
    }

    private static void AddRoutes(RouteTable routes, GatewayParts parts, IReadOnlyList<IMetricSource> metrics)
    {
        OpenAiMap.Add(routes, parts);
        InferenceMap.Add(routes, parts);
        OperationsMap.Add(routes, parts, new Health(parts.Catalogue), metrics);
    }
}
