using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;

namespace GenGateway.Tests.Journey;

public sealed class OverheadTests
{
    [Fact]
    public async Task What_a_failed_attempt_took_and_what_others_took_before_is_not_the_gateways_own_time()
    {
        var clock = new ManualClock();
        var slow = new SlowlyFailing(clock);
        var good = new FakeBackend("good", "m") { Events = [new GenerationEvent.TextDelta(0, "a"), new GenerationEvent.ChoiceEnded(0, FinishReason.Stop), GenerationEvent.Finished.Instance] };
        using var sweeper = new Sweeper(clock);
        var router = new ModelRouter([slow, good], RoutingSettings.Default);
        var road = Roads.Of(router, sweeper, clock);
        var sink = new HeadSink();
        var request = Requests.Chat("m", arrived: clock.GetTimestamp());
        // And so was the time before it.
        clock.Advance(TimeSpan.FromSeconds(5));
        request.Waited = TimeSpan.FromSeconds(5);

        await road.TravelAsync(request, sink, TestContext.Current.CancellationToken);

        Assert.Equal((2, TimeSpan.Zero), (sink.Head?.Attempts, sink.Head?.Overhead));
    }

    private sealed class SlowlyFailing(ManualClock clock) : TestBackend("slow", [new("m", "m", [Capability.Chat], DateTimeOffset.UnixEpoch)])
    {
        public override ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
        {
            clock.Advance(TimeSpan.FromSeconds(10));
            return new(new Failure(FailureKind.BackendError, "It took its time."));
        }
    }

    private sealed class HeadSink : IAnswerSink
    {
        public AnswerHead? Head { get; private set; }

        public ValueTask<Failure?> WriteAsync(Answer answer, AnswerHead head, CancellationToken cancellationToken)
        {
            Head = head;
            return default;
        }

        public ValueTask RefuseAsync(Failure failure, AskedBackend? asked) => ValueTask.CompletedTask;
    }
}
