using GenGateway.Admission;
using GenGateway.Backends.Onnx;
using GenGateway.Configuration;
using GenGateway.Dispatching;
using GenGateway.Engine.Text;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Routing;
using GenGateway.Scheduling;
using GenGateway.Server.Http;
using GenGateway.Telemetry;

namespace GenGateway.Server;

/// <summary>Puts the road together. The one place that knows every stage.</summary>
internal static class Composition
{
    private static readonly TimeSpan BodyTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The parts with the backends that the configuration asks for.</summary>
    /// <param name="config">The checked configuration.</param>
    /// <param name="workingDirectory">What relative paths start from.</param>
    /// <param name="loggers">For every part that logs.</param>
    /// <param name="clock">The only clock.</param>
    public static GatewayParts Create(GatewayConfig config, string workingDirectory, ILoggerFactory loggers, TimeProvider clock)
    {
        var engine = Engine(config.Engine, workingDirectory, loggers);
        return Create(config, engine, loggers, clock, [new EngineMetrics(engine)], engine);
    }

    /// <summary>The parts around given backends.</summary>
    public static GatewayParts Create(
        GatewayConfig config,
        IReadOnlyList<IBackend> backends,
        ILoggerFactory loggers,
        TimeProvider clock,
        IReadOnlyList<IMetricSource>? metrics = null,
        IReadOnlyList<IAsyncDisposable>? owned = null)
    {
        var stopping = new CancellationTokenSource();
        var gate = new AdmissionGate();
        var generations = new GenerationMetrics();
        var sweeper = new Sweeper(clock);
        var memory = new MemoryBudget(config.Limits.MemoryInFlight);
        var queues = new BackendQueues(config.Queue.MaxSize, config.Queue.Timeout, clock);
        var catalogue = new BackendCatalogue(backends);
        Know(generations, catalogue);
        catalogue.Changed += () => Know(generations, catalogue);
        var routing = new RoutingSettings { DefaultModels = Defaults(config.Routing.DefaultModels) };
        var router = new ModelRouter(backends, routing);
        catalogue.Changed += () => router.Use(catalogue.Backends, routing);
        var road = new Road(
            new Ledger(loggers.CreateLogger<Ledger>(), generations, clock),
            gate,
            router,
            queues,
            new Dispatcher(config.Limits.AnswerBytes),
            new RoadLimits(routing.Deadlines.Total, stopping.Token),
            sweeper,
            clock);
        return new GatewayParts
        {
            Road = road,
            Catalogue = catalogue,
            Gate = gate,
            Stopping = stopping,
            Keys = new KeyRing(config.Auth),
            Memory = memory,
            Bodies = new BodyReader(config.Server.MaxBodyBytes, memory, BodyTimeout, clock),
            Pace = new ClientPace(WriteTimeout, clock),
            Clock = clock,
            Metrics = [generations, new RoadMetrics(gate, queues, memory), .. metrics ?? []],
            Sweeper = sweeper,
            Owned = owned ?? [],
        };
    }

    // A name with a star stands for names that clients make up.
    private static void Know(GenerationMetrics metrics, BackendCatalogue catalogue) => metrics.Know(
        catalogue.Backends.SelectMany(static backend => backend.Models).Select(static model => model.Id).Where(static id => !NamePattern.IsOpen(id)),
        catalogue.Backends.Select(static backend => backend.Name));

    /// <summary>The models of <c>engine.models_path</c>, looked for in the working directory and beside the program.</summary>
    private static IReadOnlyList<OnnxBackend> Engine(EngineConfig engine, string workingDirectory, ILoggerFactory loggers)
    {
        if (!engine.Enabled)
            return [];
        var options = new TextModelOptions { MaxRunning = engine.MaxSequences, Threads = engine.Threads };
        string[] paths = [Path.Combine(workingDirectory, engine.ModelsPath), Path.Combine(AppContext.BaseDirectory, engine.ModelsPath)];
        return OnnxModels.Discover(paths.Select(Path.GetFullPath).Distinct(), options, loggers.CreateLogger("GenGateway.Engine"));
    }

    private static Dictionary<Capability, string> Defaults(DefaultModels models)
    {
        var defaults = new Dictionary<Capability, string>();
        foreach (var (capability, model) in new[] { (Capability.Chat, models.Chat), (Capability.Completion, models.Completion), (Capability.Embedding, models.Embedding), (Capability.Image, models.Image) })
        {
            if (!string.IsNullOrEmpty(model))
                defaults[capability] = model;
        }

        return defaults;
    }
}
