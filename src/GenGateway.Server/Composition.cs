using GenGateway.Admission;
using GenGateway.Configuration;
using GenGateway.Dispatching;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Routing;
using GenGateway.Scheduling;
using GenGateway.Server.Http;

namespace GenGateway.Server;

/// <summary>Puts the road together. The one place that knows every stage.</summary>
internal static class Composition
{
    // routing.deadlines.total_ms, whose configuration is still to come.
    private static readonly TimeSpan Total = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The parts with the backends that the configuration asks for.</summary>
    public static GatewayParts Create(GatewayConfig config, ILoggerFactory loggers, TimeProvider clock) =>
        Create(config, Backends(), loggers, clock);

    /// <summary>The parts around given backends.</summary>
    public static GatewayParts Create(GatewayConfig config, IReadOnlyList<IBackend> backends, ILoggerFactory loggers, TimeProvider clock)
    {
        var stopping = new CancellationTokenSource();
        var gate = new AdmissionGate();
        var road = new Road(
            new Ledger(loggers.CreateLogger<Ledger>(), clock),
            gate,
            new ModelRouter(backends, Defaults(config.Routing.DefaultModels)),
            new BackendQueues(config.Queue.MaxSize, config.Queue.Timeout, clock),
            new Dispatcher(config.Limits.AnswerBytes),
            new RoadLimits(Total, stopping.Token),
            clock);
        return new GatewayParts
        {
            Road = road,
            Backends = backends,
            Gate = gate,
            Stopping = stopping,
            Bodies = new BodyReader(config.Server.MaxBodyBytes, BodyTimeout, clock),
            Pace = new ClientPace(WriteTimeout, clock),
            Clock = clock,
        };
    }

    // The embedded engine's models come here.
    private static IBackend[] Backends() => [];

    private static Dictionary<string, string> Defaults(DefaultModels models)
    {
        var defaults = new Dictionary<string, string>();
        foreach (var (capability, model) in new[] { ("chat", models.Chat), ("completion", models.Completion), ("embedding", models.Embedding), ("image", models.Image) })
        {
            if (!string.IsNullOrEmpty(model))
                defaults[capability] = model;
        }

        return defaults;
    }
}
