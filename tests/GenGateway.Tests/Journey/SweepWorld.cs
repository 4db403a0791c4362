using System.Runtime.CompilerServices;
using GenGateway.Admission;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Routing;
using GenGateway.Scheduling;
using GenGateway.Telemetry;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Journey;

/// <summary>The real stages with a script before and after each, and a backend and a sink that pass its points too.</summary>
internal sealed class SweepWorld
{
    private readonly SweepScript _script;
    private readonly AdmissionGate _gate = new();
    private readonly BackendQueues _queues = new(10, TimeSpan.FromMinutes(1), TimeProvider.System);
    private readonly Ledger _ledger = new(NullLogger<Ledger>.Instance, new GenerationMetrics(), TimeProvider.System);

    public SweepWorld(SweepScript script, bool stream, bool firstBackendFails)
    {
        _script = script;
        Sink = new RecordingSink(script);
        var backends = new IBackend[] { new ScriptedBackend("first", this, firstBackendFails), new ScriptedBackend("second", this, fails: false) };
        Request = new GenerationRequest
        {
            Id = "sweep",
            Surface = "test",
            Caller = new Caller(null, null),
            Model = "m",
            Stream = stream,
            Task = new ChatTask([new ChatMessage("user", "hello")], new TextParameters()),
        };
        var dispatcher = new Dispatcher(1 << 20);
        Road = new Road(
            _ledger,
            new SweptAdmission(_gate, script),
            new ModelRouter(backends, new Dictionary<string, string>()),
            new SweptScheduler(_queues, script),
            new SweptDispatcher(dispatcher, script),
            new RoadLimits(TimeSpan.FromMinutes(5), CancellationToken.None),
            TimeProvider.System);
    }

    public Road Road { get; }

    public GenerationRequest Request { get; }

    public RecordingSink Sink { get; }

    public int OpenGenerations { get; private set; }

    public int OpenedGenerations { get; private set; }

    public void AssertEverythingIsBack(string where)
    {
        Assert.True(_gate.Travelling == 0, $"permit kept: {where}");
        Assert.True(_queues.Running == 0 && _queues.Waiting == 0, $"turn kept: {where}");
        Assert.True(_ledger.Opened == 1 && _ledger.Closed == 1, $"record kept open: {where}");
        Assert.True(OpenGenerations == 0, $"backend still at work: {where}");
        Assert.True(Sink.Calls <= 1, $"the client was answered {Sink.Calls} times: {where}");
    }

    internal sealed class RecordingSink(SweepScript script) : IAnswerSink
    {
        public int Calls { get; private set; }

        public Failure? Refused { get; private set; }

        public bool Finished { get; private set; }

        public async ValueTask<Failure?> WriteAsync(Answer answer, AnswerHead head, CancellationToken cancellationToken)
        {
            Calls++;
            await script.PassAsync();
            await foreach (var happened in ((Generation)answer).ReadAsync(cancellationToken))
            {
                await script.PassAsync();
                if (happened is GenerationEvent.Failed failed)
                    return failed.Failure;
            }

            Finished = true;
            return null;
        }

        public async ValueTask RefuseAsync(Failure failure)
        {
            Calls++;
            Refused = failure;
            await script.PassAsync();
        }
    }

    private sealed class SweptAdmission(AdmissionGate inner, SweepScript script) : IAdmission
    {
        public async ValueTask<Outcome<Permit>> AdmitAsync(GenerationRequest request, CancellationToken cancellationToken)
        {
            await script.PassAsync();
            var outcome = await inner.AdmitAsync(request, cancellationToken);
            await script.PassQuietlyAsync();
            return outcome;
        }
    }

    private sealed class SweptScheduler(BackendQueues inner, SweepScript script) : IScheduler
    {
        public async ValueTask<Outcome<Turn>> WaitAsync(Candidate candidate, CancellationToken cancellationToken)
        {
            Assert.Equal(0, inner.Running);
            await script.PassAsync();
            var outcome = await inner.WaitAsync(candidate, cancellationToken);
            await script.PassQuietlyAsync();
            return outcome;
        }
    }

    private sealed class SweptDispatcher(Dispatcher inner, SweepScript script) : IDispatcher
    {
        public async ValueTask<Outcome<Answer>> OpenAsync(GenerationRequest request, Candidate candidate, Tally tally, Abort abort)
        {
            await script.PassAsync();
            var outcome = await inner.OpenAsync(request, candidate, tally, abort);
            await script.PassQuietlyAsync();
            return outcome;
        }
    }

    private sealed class ScriptedBackend(string name, SweepWorld world, bool fails) : IBackend
    {
        public string Name => name;

        public string Origin => "file";

        public IReadOnlyList<ModelEntry> Models { get; } = [new("m", ["chat"], DateTimeOffset.UnixEpoch)];

        public string? Unhealthy => null;

        public int Capacity => 1;

        public async ValueTask<Outcome<Generation>> OpenAsync(GenerationRequest request, string model, CancellationToken cancellationToken)
        {
            await world._script.PassAsync();
            world.OpenGenerations++;
            world.OpenedGenerations++;
            return new ScriptedGeneration(world, fails);
        }
    }

    private sealed class ScriptedGeneration(SweepWorld world, bool fails) : Generation
    {
        private bool _disposed;

        public override async IAsyncEnumerable<GenerationEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await world._script.PassAsync();
            if (fails)
            {
                yield return new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "scripted"));
                yield break;
            }

            for (var i = 0; i < 3; i++)
            {
                await world._script.PassAsync();
                yield return new GenerationEvent.TextDelta(0, "a");
            }

            yield return new GenerationEvent.ChoiceEnded(0, FinishReason.Stop);
            await world._script.PassAsync();
            yield return GenerationEvent.Finished.Instance;
        }

        public override async ValueTask DisposeAsync()
        {
            await world._script.PassQuietlyAsync();
            if (!_disposed)
            {
                _disposed = true;
                world.OpenGenerations--;
            }
        }
    }
}
