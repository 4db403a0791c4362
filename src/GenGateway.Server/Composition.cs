using GenGateway.Admission;
using GenGateway.Backends;
using GenGateway.Backends.Http;
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
    /// <param name="environment">Where credentials are looked up.</param>
    /// <param name="workingDirectory">What relative paths start from.</param>
    /// <param name="loggers">For every part that logs.</param>
    /// <param name="clock">The only clock.</param>
    public static GatewayParts Create(GatewayConfig config, ISecretSource environment, string workingDirectory, ILoggerFactory loggers, TimeProvider clock)
    {
        var options = new TextModelOptions { MaxRunning = config.Engine.MaxSequences, Threads = config.Engine.Threads };
        var engine = Engine(config.Engine, options, workingDirectory, loggers);
        var limits = new UpstreamLimits((int)Math.Min(config.Limits.EventBytes, int.MaxValue / 2), config.Limits.AnswerBytes);
        var factory = new BackendFactory(limits, options, workingDirectory, loggers, clock);
        return Create(config, environment, factory, engine, loggers, clock, [new EngineMetrics(engine)], engine);
    }

    /// <summary>The parts around given built-in backends.</summary>
    public static GatewayParts Create(
        GatewayConfig config,
        ISecretSource environment,
        BackendFactory factory,
        IReadOnlyList<IBackend> builtIn,
        ILoggerFactory loggers,
        TimeProvider clock,
        IReadOnlyList<IMetricSource>? metrics = null,
        IReadOnlyList<IAsyncDisposable>? owned = null)
    {
        var stopping = new CancellationTokenSource();
        var gate = new AdmissionGate();
        var generations = new GenerationMetrics();
        var sweeper = new Sweeper(clock);
        var catalogue = new BackendCatalogue(builtIn);
        var router = new ModelRouter(builtIn, RoutingSettings.Default);
        var state = new GatewayState(config, environment, new BackendSet(factory, builtIn, catalogue), catalogue, router);
        var road = new Road(
            new Ledger(loggers.CreateLogger<Ledger>(), generations, clock),
            gate,
            router,
            new BackendQueues(config.Queue.MaxSize, config.Queue.Timeout, clock),
            new Dispatcher(config.Limits.AnswerBytes),
            new RoadLimits(config.Routing.Deadlines.Total!.Value, stopping.Token),
            sweeper,
            clock);
        return new GatewayParts
        {
            Road = road,
            State = state,
            Catalogue = catalogue,
            Finder = new ModelFinder(catalogue, clock, loggers.CreateLogger<ModelFinder>()),
            Gate = gate,
            Stopping = stopping,
            Bodies = new BodyReader(config.Server.MaxBodyBytes, BodyTimeout, clock),
            Pace = new ClientPace(WriteTimeout, clock),
            Clock = clock,
            Metrics = [generations, .. metrics ?? []],
            Sweeper = sweeper,
            Owned = owned ?? [],
        };
    }

    /// <summary>The models of <c>engine.models_path</c>, looked for in the working directory and beside the program.</summary>
    private static IReadOnlyList<OnnxBackend> Engine(EngineConfig engine, TextModelOptions options, string workingDirectory, ILoggerFactory loggers)
    {
        if (!engine.Enabled)
            return [];
        string[] paths = [Path.Combine(workingDirectory, engine.ModelsPath), Path.Combine(AppContext.BaseDirectory, engine.ModelsPath)];
        return OnnxModels.Discover(paths.Select(Path.GetFullPath).Distinct(), options, loggers.CreateLogger("GenGateway.Engine"));
    }
}
