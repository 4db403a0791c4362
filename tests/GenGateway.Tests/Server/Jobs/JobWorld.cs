using GenGateway.Admission;
using GenGateway.Backends;
using GenGateway.Configuration;
using GenGateway.Dispatching;
using GenGateway.Engine.Text;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Routing;
using GenGateway.Scheduling;
using GenGateway.Scheduling.Jobs;
using GenGateway.Server;
using GenGateway.Server.Jobs;
using GenGateway.Surfaces;
using GenGateway.Surfaces.Inference;
using GenGateway.Telemetry;
using GenGateway.Tests.Backends;
using GenGateway.Tests.Configuration;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Recording;
using GenGateway.Tests.Surfaces;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Server.Jobs;

/// <summary>A runner of jobs on a real road, before it is started.</summary>
internal sealed class JobWorld : IDisposable
{
    private readonly Sweeper _sweeper;

    public JobWorld(long memory = 1 << 30)
    {
        using var place = new Workplace();
        var config = place.Config();
        var environment = new EnvironmentView(new Dictionary<string, string>(), ".");
        var catalogue = new BackendCatalogue([Backend]);
        var router = new ModelRouter([Backend], RoutingSettings.Default);
        var factory = new BackendFactory(Remotes.Limits, new TextModelOptions(), ".", NullLoggerFactory.Instance, Clock);
        var state = new GatewayState(config, environment, new BackendSet(factory, [Backend], catalogue, new HealthRegistry(Clock, NullLogger<HealthRegistry>.Instance)), catalogue, router);
        _sweeper = new Sweeper(Clock);
        Memory = new MemoryBudget(memory);
        var road = new Road(
            new Ledger(NullLogger<Ledger>.Instance, new GenerationMetrics(), Clock),
            new AdmissionGate(),
            router,
            new Failover(router, Clock),
            new BackendQueues(config.Queue, Clock),
            new Dispatcher(1 << 20, Memory),
            new RoadLimits(TimeSpan.FromMinutes(5), CancellationToken.None),
            _sweeper,
            Clock);
        Runner = new JobRunner(road, Store, state, Memory, Logger, Clock);
    }

    public ManualClock Clock { get; } = new();

    public PlayedBackend Backend { get; } = new("fake", new ModelEntry("m", "m", [Capability.Chat], FixedClock.Start));

    public FakeJobStore Store { get; } = new();

    public MemoryBudget Memory { get; }

    public LinesLogger<JobRunner> Logger { get; } = new();

    public JobRunner Runner { get; }

    /// <summary>The head of the last answer.</summary>
    public AnswerHead? Head { get; private set; }

    public async Task<string> SubmitAsync()
    {
        var arrived = Clock.GetTimestamp();
        var asked = new SurfaceRequest(Requests.Chat("m", arrived: arrived), head =>
        {
            Head = head;
            return new InferenceAnswer(head.Model, arrived, Clock);
        });
        Assert.True((await Runner.SubmitAsync(asked, ErrorShape.OpenAi)).TryGet(out var job, out var failure), failure?.Message);
        return job.Id;
    }

    /// <summary>Waits until a job has ended.</summary>
    public async Task<StoredJob> EndAsync(string id)
    {
        StoredJob? job = null;
        await Eventually.HoldsAsync(async () =>
        {
            job = await Runner.FindAsync(id, null, TestContext.Current.CancellationToken);
            return job is { Status: not (JobStatus.Queued or JobStatus.Running) };
        });
        return job!;
    }

    /// <summary>Lets a second pass after the other until something holds.</summary>
    public Task UntilAsync(Func<bool> holds) => Eventually.HoldsAsync(holds, () => Clock.Advance(TimeSpan.FromSeconds(1)));

    public async Task StopAsync()
    {
        await Runner.StoppingAsync(TestContext.Current.CancellationToken);
        await Runner.StopAsync(TestContext.Current.CancellationToken);
    }

    public void Dispose()
    {
        Runner.Dispose();
        _sweeper.Dispose();
    }
}
