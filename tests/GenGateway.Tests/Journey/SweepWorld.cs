using System.Runtime.CompilerServices;
using GenGateway.Admission;
using GenGateway.Configuration;
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
    public static readonly TimeSpan Total = TimeSpan.FromMinutes(5);

    private readonly SweepScript _script;
    private readonly AdmissionGate _gate = new();
    private readonly BackendQueues _queues = new(new QueueConfig(true, 10, TimeSpan.FromMinutes(1)), TimeProvider.System);
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
            Capability = Capability.Chat,
            Source = new GivenTask(new ChatTask([new ChatMessage("user", "hello")], new TextParameters())),
        };
        var dispatcher = new Dispatcher(1 << 20, new MemoryBudget(1 << 30));
        var router = new ModelRouter(backends, new RoutingSettings { Deadlines = new Deadlines(Total, Total + Total, Total + Total, Total, Total) });
        Road = new Road(
            _ledger,
            new SweptAdmission(_gate, script),
            router,
            new Failover(router, script.Clock),
            new SweptScheduler(_queues, script),
            new SweptDispatcher(dispatcher, script),
            new RoadLimits(Total, script.Stopping),
            new Sweeper(script.Clock),
            script.Clock);
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
        Assert.True(_script.Violations.Count == 0, $"{string.Join("; ", _script.Violations)}: {where}");
        Assert.True(Sink.Calls == 1 || (Sink.Calls == 0 && _script.Owed is null), $"the client was answered {Sink.Calls} times: {where}");
        if (Sink.Refused is { } refused)
            Assert.True(refused.Kind == (_script.Owed ?? FailureKind.ClientLeft), $"the client was told {refused.Kind}: {where}");
    }

    internal sealed class RecordingSink(SweepScript script) : IAnswerSink
    {
        public int Calls { get; private set; }

        public Failure? Refused { get; private set; }

        public bool Finished { get; private set; }

        public async ValueTask<Failure?> WriteAsync(Answer answer, AnswerHead head, CancellationToken cancellationToken)
        {
            Calls++;
            if (await script.PassAsync() is { } struck)
                return struck;
            await foreach (var happened in ((Generation)answer).ReadAsync(cancellationToken))
            {
                if (await script.PassAsync() is { } broken)
                    return broken;
                if (happened is GenerationEvent.Failed failed)
                    return failed.Failure;
            }

            Finished = true;
            return null;
        }

        public async ValueTask RefuseAsync(Failure failure, AskedBackend? asked)
        {
            Calls++;
            Refused = failure;
            await script.PassQuietlyAsync();
        }
    }

    private sealed class SweptAdmission(AdmissionGate inner, SweepScript script) : IAdmission
    {
        public async ValueTask<Outcome<Permit>> AdmitAsync(GenerationRequest request, CancellationToken cancellationToken)
        {
            if (await script.PassAsync() is { } struck)
                return struck;
            var outcome = await inner.AdmitAsync(request, cancellationToken);
            await script.PassQuietlyAsync();
            return outcome;
        }
    }

    private sealed class SweptScheduler(BackendQueues inner, SweepScript script) : IScheduler
    {
        public async ValueTask<Outcome<Turn>> WaitAsync(Candidate candidate, CancellationToken cancellationToken)
        {
            // The road would catch an assertion that is thrown here.
            if (inner.Running != 0)
                script.Violations.Add("a turn was held while another was waited for");
            if (await script.PassAsync() is { } struck)
                return struck;
            var outcome = await inner.WaitAsync(candidate, cancellationToken);
            await script.PassQuietlyAsync();
            return outcome;
        }
    }

    private sealed class SweptDispatcher(Dispatcher inner, SweepScript script) : IDispatcher
    {
        public async ValueTask<Outcome<Answer>> OpenAsync(Attempt attempt)
        {
            if (await script.PassAsync() is { } struck)
                return struck;
            var outcome = await inner.OpenAsync(attempt);
            await script.PassQuietlyAsync();
            return outcome;
        }

        public ValueTask<Outcome<Generation>> ContinueAsync(Attempt attempt, GenerationTask rest) => inner.ContinueAsync(attempt, rest);
    }

    private sealed class ScriptedBackend(string name, SweepWorld world, bool fails) : TestBackend(name, [new("m", "m", [Capability.Chat], DateTimeOffset.UnixEpoch)])
    {
        public override int Capacity => 1;

        public override async ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
        {
            if (await world._script.PassAsync() is { } struck)
                return struck;
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
            var struck = await world._script.PassAsync();
            if (struck is not null)
            {
                yield return new GenerationEvent.Failed(struck);
                yield break;
            }

            if (fails)
            {
                yield return new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "scripted"));
                yield break;
            }

            for (var i = 0; i < 3; i++)
            {
                if (await world._script.PassAsync() is { } broken)
                {
                    yield return new GenerationEvent.Failed(broken);
                    yield break;
                }

                yield return new GenerationEvent.TextDelta(0, "a");
            }

            yield return new GenerationEvent.ChoiceEnded(0, FinishReason.Stop);
            if (await world._script.PassAsync() is { } last)
            {
                yield return new GenerationEvent.Failed(last);
                yield break;
            }

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
