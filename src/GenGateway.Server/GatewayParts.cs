using GenGateway.Admission;
using GenGateway.Admission.Limiting;
using GenGateway.Backends.Http;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Server.BackendsApi;
using GenGateway.Server.Http;
using GenGateway.Server.Images;
using GenGateway.Server.Jobs;
using GenGateway.Server.KeysApi;
using GenGateway.Server.Responses;
using GenGateway.Storage;
using GenGateway.Storage.Images;
using GenGateway.Surfaces;
using GenGateway.Surfaces.WebUi;
using GenGateway.Telemetry;

namespace GenGateway.Server;

/// <summary>What the server is put together from, behind HTTP. Made by <see cref="Composition"/>, disposed after the last request.</summary>
internal sealed class GatewayParts : IAsyncDisposable
{
    public required Road Road { get; init; }

    /// <summary>Who serves what.</summary>
    public required ModelRouter Router { get; init; }

    /// <summary>Who takes over from whom.</summary>
    public required Failover Failover { get; init; }

    /// <summary>What may be taken.</summary>
    public required Limiter Limiter { get; init; }

    /// <summary>The configuration that runs.</summary>
    public required GatewayState State { get; init; }

    /// <summary>Keeps the lists of found models fresh; the host runs it.</summary>
    public required ModelFinder Finder { get; init; }

    public required BackendCatalogue Catalogue { get; init; }

    /// <summary>What is known of each endpoint.</summary>
    public required HealthRegistry Health { get; init; }

    /// <summary>Asks the endpoints whether they are well; the host runs it.</summary>
    public required ProbeLoop Probes { get; init; }

    /// <summary>Who knows what still travels, and refuses newcomers while the server drains.</summary>
    public required AdmissionGate Gate { get; init; }

    /// <summary>Fires when the drain time is over; the road's limits hold its token.</summary>
    public required CancellationTokenSource Stopping { get; init; }

    /// <summary>The keys that count now.</summary>
    public required KeyRing Keys { get; init; }

    /// <summary>Puts them together.</summary>
    public required LiveKeys LiveKeys { get; init; }

    /// <summary>The keys of the database; null where nothing is kept.</summary>
    public ApiKeys? ApiKeys { get; init; }

    /// <summary>What bodies and whole answers in flight may hold together.</summary>
    public required MemoryBudget Memory { get; init; }

    public required BodyReader Bodies { get; init; }

    public required ClientPace Pace { get; init; }

    public required TimeProvider Clock { get; init; }

    /// <summary>Who counts beside HTTP: the engine, the ledger …</summary>
    public IReadOnlyList<IMetricSource> Metrics { get; init; } = [];

    /// <summary>Watches every deadline.</summary>
    public required Sweeper Sweeper { get; init; }

    /// <summary>The database and its journal; null: nothing is kept.</summary>
    public SqliteRecords? Records { get; init; }

    /// <summary>The pictures that links lead to.</summary>
    public required LocalImageStore Images { get; init; }

    /// <summary>The backends of the API; null where nothing is kept.</summary>
    public ApiBackends? ApiBackends { get; init; }

    /// <summary>Owns the jobs; null where nothing is kept.</summary>
    public JobRunner? Jobs { get; init; }

    /// <summary>Keeps responses; null where nothing is kept.</summary>
    public ResponseKeeper? Responses { get; init; }

    /// <summary>The jobs' routes; null where nothing is kept.</summary>
    public JobsHandler? Later { get; init; }

    /// <summary>What runs of itself beside the requests, in the order of the start; it stops the other way round, after the last request.</summary>
    public IReadOnlyList<IHostedService> Services { get; init; } = [];

    /// <summary>What to dispose, in order, once nothing travels any more.</summary>
    public IReadOnlyList<IAsyncDisposable> Owned { get; init; } = [];

    /// <summary>The models that WebUI's clients chose.</summary>
    public ChosenCheckpoints Checkpoints { get; } = new();

    /// <summary>What WebUI's clients wait for.</summary>
    public RunningPictures Running { get; } = new();

    /// <summary>The routes that generate.</summary>
    public GeneratingRoutes Generating => field ??= new GeneratingRoutes(Responses, State.Config.Server.MaxBodyBytes, Catalogue, Checkpoints);

    /// <summary>The handler of a generating route.</summary>
    /// <param name="path">One of <see cref="GeneratingRoutes"/>.</param>
    /// <param name="anyContentType">Whether JSON is taken under any media type.</param>
    /// <param name="choose">Where several families share the route: says whose a body is. Null: the route's surface.</param>
    public Func<HttpContext, ValueTask> Handler(string path, bool anyContentType, Func<Exchange, ReadOnlyMemory<byte>, Outcome<ISurface>>? choose = null) =>
        new GenerateHandler(Generating.Find(path)!, this, anyContentType, choose).HandleAsync;

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in Owned)
            await owned.DisposeAsync();
        await State.Backends.DisposeAsync();
        Jobs?.Dispose();
        Responses?.Dispose();
        ApiBackends?.Dispose();
        ApiKeys?.Dispose();
        Records?.Dispose();
        Sweeper.Dispose();
        Stopping.Dispose();
    }
}
