using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Journey;

/// <summary>What the road tells an endpoint's account: whose fault an end is, and that every beginning has an end.</summary>
public sealed class AccountTests : IDisposable
{
    private static readonly GenerationEvent[] Whole = [new GenerationEvent.TextDelta(0, "a"), new GenerationEvent.ChoiceEnded(0, FinishReason.Stop), GenerationEvent.Finished.Instance];

    private readonly ManualClock _clock = new();
    private readonly HealthRegistry _health;
    private readonly Sweeper _sweeper;

    public AccountTests()
    {
        _sweeper = new Sweeper(_clock);
        _health = new HealthRegistry(_clock, NullLogger<HealthRegistry>.Instance, static () => 0);
    }

    public void Dispose() => _sweeper.Dispose();

    [Theory]
    [InlineData(FailureKind.BackendError, true)]
    [InlineData(FailureKind.Timeout, true)]
    [InlineData(FailureKind.BackendRefused, false)]
    [InlineData(FailureKind.ContextLengthExceeded, false)]
    [InlineData(FailureKind.InvalidValue, false)]
    [InlineData(FailureKind.RateLimitExceeded, false)]
    [InlineData(FailureKind.ModelNotFound, false)]
    [InlineData(FailureKind.MemoryFull, false)]
    public async Task Only_what_is_the_endpoints_own_fault_counts(FailureKind kind, bool counts)
    {
        var backend = new FakeBackend("b", "m") { Events = [new GenerationEvent.Failed(new Failure(kind, "no"))] };
        await TravelAsync([backend], stream: false);
        Assert.Equal(counts, IsOpen(backend));
    }

    [Fact]
    public async Task A_stream_that_breaks_after_its_first_content_counts()
    {
        var backend = new FakeBackend("b", "m") { Events = [new GenerationEvent.TextDelta(0, "a"), new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "broken"))] };
        await TravelAsync([backend], stream: true);
        Assert.True(IsOpen(backend));
    }

    [Fact]
    public async Task A_stream_that_just_stops_counts()
    {
        var backend = new FakeBackend("b", "m") { Events = [new GenerationEvent.TextDelta(0, "a")] };
        await TravelAsync([backend], stream: true);
        Assert.True(IsOpen(backend));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_leaves_counts_against_nobody(bool stream)
    {
        using var left = new CancellationTokenSource();
        var backend = new WaitingBackend(left.Cancel);
        await TravelAsync([backend], stream, left);
        Assert.False(IsOpen(backend));
        Assert.Equal(0, _health.Of(backend).InFlight);
    }

    [Fact]
    public async Task A_passed_total_counts_where_nothing_came()
    {
        var backend = new WaitingBackend(() => _clock.Advance(TimeSpan.FromHours(1)));
        await TravelAsync([backend], stream: false);
        Assert.True(IsOpen(backend));
    }

    [Fact]
    public async Task A_limit_of_the_clients_own_counts_against_nobody()
    {
        var backend = new WaitingBackend(() => _clock.Advance(TimeSpan.FromSeconds(2)));
        await TravelAsync([backend], stream: false, timeout: TimeSpan.FromSeconds(1));
        Assert.False(IsOpen(backend));
    }

    [Fact]
    public async Task A_missing_first_token_counts()
    {
        var backend = new WaitingBackend(() => _clock.Advance(TimeSpan.FromSeconds(31)));
        await TravelAsync([backend], stream: true);
        Assert.True(IsOpen(backend));
    }

    [Fact]
    public async Task A_whole_answer_is_a_success()
    {
        var backend = new FakeBackend("b", "m") { Events = Whole };
        await TravelAsync([backend], stream: false);
        Assert.False(IsOpen(backend));
        Assert.Equal(0, _health.Of(backend).InFlight);
    }

    [Fact]
    public async Task While_the_trial_is_under_way_somebody_else_is_asked_and_without_anybody_else_it_is_a_503()
    {
        var (ill, well) = (new FakeBackend("ill", "m") { Events = [new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "no"))] }, new FakeBackend("well", "m") { Events = Whole });
        var sink = await TravelAsync([ill, well], stream: false);
        Assert.Equal("well", sink.Head?.Backend);
        Assert.True(IsOpen(ill));

        _clock.Advance(TimeSpan.FromMinutes(1));
        var trial = _health.Of(ill).Enter();
        Assert.NotEqual(0, trial);
        Assert.Equal("well", (await TravelAsync([ill, well], stream: false)).Head?.Backend);
        var refused = (await TravelAsync([ill], stream: false)).Refused;
        Assert.Equal(FailureKind.NoHealthyBackends, refused?.Kind);
        Assert.NotNull(refused?.RetryAfter);
        Assert.Contains("half-open", refused.Message, StringComparison.Ordinal);
    }

    private bool IsOpen(IEndpoint endpoint) => !_health.Of(endpoint).IsHealthy;

    private void Use(params IBackend[] backends) => _health.Use([.. backends.Select(static backend => new EndpointSettings(backend, HealthCheckConfig.Standing, new BreakerConfig(1, 1, TimeSpan.FromSeconds(30)), IsDraining: false))]);

    private async Task<TellingSink> TravelAsync(IBackend[] backends, bool stream, CancellationTokenSource? left = null, TimeSpan? timeout = null)
    {
        Use(backends);
        var router = new ModelRouter(backends, RoutingSettings.Default, _health);
        var road = Roads.Of(router, _sweeper, _clock);
        var sink = new TellingSink();
        await road.TravelAsync(Request(stream, timeout), sink, left?.Token ?? TestContext.Current.CancellationToken);
        return sink;
    }

    private GenerationRequest Request(bool stream, TimeSpan? timeout) => new()
    {
        Id = "r",
        Surface = "test",
        Caller = new Caller(null, null),
        Model = "m",
        Stream = stream,
        Timeout = timeout,
        Arrived = _clock.GetTimestamp(),
        Capability = Capability.Chat,
        Source = new GivenTask(new ChatTask([new ChatMessage("user", "hello")], new TextParameters())),
    };

    /// <summary>Reads an answer to its end, as a client does.</summary>
    private sealed class TellingSink : IAnswerSink
    {
        public AnswerHead? Head { get; private set; }

        public Failure? Refused { get; private set; }

        public async ValueTask<Failure?> WriteAsync(Answer answer, AnswerHead head, CancellationToken cancellationToken)
        {
            Head = head;
            await foreach (var happened in ((Generation)answer).ReadAsync(cancellationToken))
            {
                if (happened is GenerationEvent.Failed failed)
                    return failed.Failure;
            }

            return null;
        }

        public ValueTask RefuseAsync(Failure failure, AskedBackend? asked)
        {
            Refused = failure;
            return ValueTask.CompletedTask;
        }
    }

    /// <summary>Never answers; tells when it is asked.</summary>
    private sealed class WaitingBackend(Action asked) : TestBackend("waiting", [new("m", "m", [Capability.Chat], DateTimeOffset.UnixEpoch)])
    {
        public override async ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
        {
            attempt.Waiting();
            asked();
            await Task.Delay(Timeout.Infinite, attempt.Token);
            throw new InvalidOperationException("Nobody ended the wait.");
        }
    }
}
