using GenGateway.Admission;
using GenGateway.Admission.Limiting;
using GenGateway.Backends;
using GenGateway.Backends.Batching;
using GenGateway.Backends.Guarded;
using GenGateway.Backends.Http;
using GenGateway.Backends.Masks;
using GenGateway.Backends.Onnx;
using GenGateway.Configuration;
using GenGateway.Dispatching;
using GenGateway.Engine.Text;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Routing;
using GenGateway.Scheduling;
using GenGateway.Server.BackendsApi;
using GenGateway.Server.Http;
using GenGateway.Server.Images;
using GenGateway.Server.Jobs;
using GenGateway.Server.KeysApi;
using GenGateway.Server.Responses;
using GenGateway.Storage;
using GenGateway.Storage.Images;
using GenGateway.Telemetry;

namespace GenGateway.Server;

/// <summary>Puts the road together. The one place that knows every stage.</summary>
internal static class Composition
{
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
        var memory = new MemoryBudget(config.Limits.MemoryInFlight);
        var images = new LocalImageStore(config.Storage, workingDirectory, clock);
        var imaging = new ImagingWorker(memory);
        var limits = new UpstreamLimits((int)Math.Min(config.Limits.EventBytes, int.MaxValue / 2), config.Limits.AnswerBytes, memory) { Incoming = images.Incoming, Masks = new MaskPictures(imaging) };
        var factory = new BackendFactory(limits, options, workingDirectory, loggers, clock) { Batching = new EmbeddingBatching(config.Queue.Batching, clock) };
        var records = Records.Open(config, workingDirectory, loggers, clock);
        return Create(config, environment, factory, engine, loggers, clock, [new EngineMetrics(engine)], [.. engine, imaging], records, workingDirectory, memory, images);
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
        IReadOnlyList<IAsyncDisposable>? owned = null,
        SqliteRecords? records = null,
        string workingDirectory = ".",
        MemoryBudget? memory = null,
        LocalImageStore? images = null)
    {
        memory ??= new MemoryBudget(config.Limits.MemoryInFlight);
        var stopping = new CancellationTokenSource();
        var limiter = new Limiter(clock);
        var gate = new AdmissionGate(limiter);
        var generations = new GenerationMetrics();
        var sweeper = new Sweeper(clock, loggers.CreateLogger<Sweeper>());
        var queues = new BackendQueues(config.Queue, clock);
        var keys = new KeyRing(config.Auth);
        var live = new LiveKeys(keys, config.Auth, loggers.CreateLogger<LiveKeys>());
        var catalogue = new BackendCatalogue(builtIn);
        var health = new HealthRegistry(clock, loggers.CreateLogger<HealthRegistry>());
        var probes = new ProbeLoop(health, clock, loggers.CreateLogger<ProbeLoop>());
        var router = new ModelRouter(builtIn, RoutingSettings.Default, health);
        var state = new GatewayState(config, environment, new BackendSet(factory, builtIn, catalogue, health), catalogue, router) { StoredKeys = () => live.HasStored };
        Know(generations, catalogue, config.Routing);
        limiter.Use(config.RateLimit, config.Auth.ApiKeys);
        live.Changed += all => limiter.Use(state.Config.RateLimit, all);
        Limit(limiter, state);
        catalogue.Changed += () =>
        {
            Know(generations, catalogue, state.Config.Routing);
            Limit(limiter, state);
        };
        var bounds = new RoadLimits(config.Routing.Deadlines.Total!.Value, stopping.Token);
        state.Applied += changed =>
        {
            live.UseFile(changed.Auth);
            memory.Limit = changed.Limits.MemoryInFlight;
            queues.Use(changed.Queue);
            factory.Batching?.Use(changed.Queue.Batching);
            bounds.Total = changed.Routing.Deadlines.Total!.Value;
            Know(generations, catalogue, changed.Routing);
        };
        state.Applied += _ => WarnOfDefaults(state, catalogue, loggers);
        var ledger = new Ledger(loggers.CreateLogger<Ledger>(), generations, clock, records?.Journal, config.Records.Text);
        ledger.Prices = config.Prices;
        state.Applied += changed =>
        {
            ledger.Text = changed.Records.Text;
            ledger.Prices = changed.Prices;
        };
        var failover = new Failover(router, clock) { Settings = RetriesOf(config.Routing.Retry) };
        state.Applied += changed => failover.Settings = RetriesOf(changed.Routing.Retry);
        var pictures = new PictureFetcher(memory, clock);
        pictures.Use(config.Translation.FetchImages, config.Translation.FetchPrivate);
        state.Applied += changed => pictures.Use(changed.Translation.FetchImages, changed.Translation.FetchPrivate);
        images ??= new LocalImageStore(config.Storage, workingDirectory, clock);
        state.Applied += changed => images.Use(changed.Storage);
        var road = new Road(
            ledger,
            gate,
            router,
            failover,
            queues,
            new Dispatcher(config.Limits.AnswerBytes, memory, pictures, images),
            bounds,
            sweeper,
            clock);
        var api = records is null ? null : new ApiBackends(records.Backends, state, workingDirectory, loggers.CreateLogger<ApiBackends>(), clock);
        var apiKeys = records is null ? null : new ApiKeys(records.Keys, live, loggers.CreateLogger<ApiKeys>(), clock);
        var jobs = records is null ? null : new JobRunner(road, records.Jobs, state, memory, loggers.CreateLogger<JobRunner>(), clock);
        var responses = records is null ? null : new ResponseKeeper(records.Responses, memory, loggers.CreateLogger<ResponseKeeper>(), clock);
        return new GatewayParts
        {
            Road = road,
            Router = router,
            Failover = failover,
            Limiter = limiter,
            State = state,
            Catalogue = catalogue,
            Health = health,
            Probes = probes,
            Finder = new ModelFinder(catalogue, clock, loggers.CreateLogger<ModelFinder>()),
            Gate = gate,
            Stopping = stopping,
            Keys = keys,
            LiveKeys = live,
            ApiKeys = apiKeys,
            Memory = memory,
            Bodies = new BodyReader(config.Server.MaxBodyBytes, memory, config.Server.BodyTimeout, clock),
            Pace = new ClientPace(WriteTimeout, clock),
            Clock = clock,
            Metrics = [generations, new RoadMetrics(gate, queues, memory), failover.Metrics, limiter, new HealthMetrics(health, probes), .. factory.Batching is { } batching ? (IMetricSource[])[batching] : [], .. records is null ? [] : (IMetricSource[])[records.Writer], .. metrics ?? []],
            Sweeper = sweeper,
            Owned = [.. owned ?? [], pictures],
            Records = records,
            Images = images,
            ApiBackends = api,
            Jobs = jobs,
            Responses = responses,
            Later = jobs is null ? null : new JobsHandler(jobs, new ApiPaths(config.Api).Of("/v1/jobs/")!),
            Services = [new ImageKeeping(images, records?.Jobs, loggers.CreateLogger<ImageKeeping>(), clock), .. records is null ? [] : (IHostedService[])[new RecordKeeping(records.Writer, clock), apiKeys!, new BudgetKeeping(limiter, records.Transactions, records.Writer, loggers.CreateLogger<BudgetKeeping>(), clock), api!, jobs!, responses!]],
        };
    }

    private static FailoverSettings RetriesOf(RetryConfig retry) => new(retry.MaxAttempts, retry.Backoff, retry.BudgetPercent, retry.BudgetMin);

    // A backend whose models are not known yet may serve it in a moment.
    private static void WarnOfDefaults(GatewayState state, BackendCatalogue catalogue, ILoggerFactory loggers)
    {
        if (catalogue.Backends.All(static backend => !backend.Enabled || backend.Models.Count > 0))
            Startup.Warn(loggers.CreateLogger("GenGateway"), state.UnservedDefaults());
    }

    // A name with a star stands for names that clients make up; those of the configuration are an operator's.
    private static void Know(GenerationMetrics metrics, BackendCatalogue catalogue, RoutingConfig routing) => metrics.Know(
        catalogue.Backends.SelectMany(static backend => backend.Models).Select(static model => model.Id).Where(static id => !NamePattern.IsOpen(id))
            .Concat(routing.Aliases.Keys).Concat(routing.ModelMappings.Keys),
        catalogue.Backends.Select(static backend => backend.Name));

    private static void Limit(Limiter limiter, GatewayState state) => limiter.UseBackends(
        state.Backends.Listings.Where(static listing => listing.Config is not null).Select(static listing => KeyValuePair.Create(listing.Backend.Name, listing.Config!.RateLimit)));

    /// <summary>The models of <c>engine.models_path</c>, looked for in the working directory and beside the program.</summary>
    private static IReadOnlyList<OnnxBackend> Engine(EngineConfig engine, TextModelOptions options, string workingDirectory, ILoggerFactory loggers)
    {
        if (!engine.Enabled)
            return [];
        string[] paths = [Path.Combine(workingDirectory, engine.ModelsPath), Path.Combine(AppContext.BaseDirectory, engine.ModelsPath)];
        return OnnxModels.Discover(paths.Select(Path.GetFullPath).Distinct(), options, loggers.CreateLogger("GenGateway.Engine"));
    }
}
