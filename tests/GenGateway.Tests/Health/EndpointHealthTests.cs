using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Tests.Journey;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Health;

public sealed class EndpointHealthTests
{
    private readonly ManualClock _clock = new();
    private readonly FakeBackend _backend = new("b", "m");

    [Fact]
    public void What_is_under_way_is_counted()
    {
        var health = Health();
        var (one, two) = (health.Enter(), health.Enter());
        Assert.Equal(2, health.InFlight);
        Leave(health, one, AttemptVerdict.Served);
        Leave(health, two, AttemptVerdict.None);
        Assert.Equal(0, health.InFlight);
    }

    [Fact]
    public void An_open_breaker_is_an_obstacle_with_its_time_and_the_last_failure()
    {
        var health = Open();
        Assert.False(health.IsHealthy);
        Assert.False(health.Accepts("m"));
        Assert.Equal(BreakerState.Open, health.Breaker);
        var obstacle = health.ObstacleTo("m");
        Assert.Equal(30, obstacle!.Left!.Value.TotalSeconds, 3);
        Assert.Contains("it broke down", obstacle.Reason, StringComparison.Ordinal);
        Assert.False(obstacle.IsOwnLimit);
    }

    [Fact]
    public void When_the_open_time_is_over_it_is_in_service_so_that_somebody_can_try_it()
    {
        var health = Open();
        _clock.Advance(TimeSpan.FromSeconds(31));
        Assert.True(health.IsHealthy);
        Assert.True(health.Accepts("m"));
        Assert.Contains("half-open", Entered(health).Reason, StringComparison.Ordinal);
        Assert.False(health.Accepts("m"));
    }

    [Fact]
    public void After_a_recovery_its_weight_grows_back()
    {
        var health = Open();
        Assert.Equal(1, health.Ramp);
        _clock.Advance(TimeSpan.FromSeconds(31));
        Attempt(health, AttemptVerdict.Served);
        Attempt(health, AttemptVerdict.Served);
        Assert.Equal(BreakerState.Closed, health.Breaker);
        Assert.Equal(EndpointHealth.LeastRamp, health.Ramp);
        _clock.Advance(EndpointHealth.WarmUp / 2);
        Assert.Equal(0.5, health.Ramp, 3);
        _clock.Advance(EndpointHealth.WarmUp);
        Assert.Equal(1, health.Ramp);
    }

    [Fact]
    public void A_limit_of_the_backend_rests_the_model_as_long_as_it_says_and_opens_no_breaker()
    {
        var health = Health();
        for (var i = 0; i < 5; i++)
            Attempt(health, AttemptVerdict.None, Limited(TimeSpan.FromSeconds(20)));
        Assert.Equal(BreakerState.Closed, health.Breaker);
        Assert.False(health.Accepts("m"));
        Assert.True(health.Accepts("another"));
        Assert.True(health.IsHealthy);
        Assert.Equal((20, true), ((int)Math.Round(health.ObstacleTo("m")!.Left!.Value.TotalSeconds), health.ObstacleTo("m")!.IsOwnLimit));
        Assert.Contains("20 s", health.Reason, StringComparison.Ordinal);

        _clock.Advance(TimeSpan.FromSeconds(21));
        Assert.True(health.Accepts("m"));
        Assert.Null(health.Reason);
    }

    [Fact]
    public void A_503_with_a_time_rests_the_whole_endpoint_and_no_rest_is_longer_than_five_minutes()
    {
        var health = Health();
        Attempt(health, AttemptVerdict.Failed, new Failure(FailureKind.BackendError, "503") { RetryAfter = TimeSpan.FromDays(1), UpstreamStatus = 503 });
        Assert.False(health.Accepts("m"));
        Assert.False(health.Accepts("another"));
        Assert.Equal(Rests.Longest.TotalSeconds, health.ObstacleTo("another")!.Left!.Value.TotalSeconds, 3);
        _clock.Advance(Rests.Longest + TimeSpan.FromSeconds(1));
        Assert.True(health.Accepts("m"));
    }

    [Fact]
    public void A_503_without_a_time_is_a_failure()
    {
        var health = Health();
        for (var i = 0; i < 3; i++)
            Attempt(health, AttemptVerdict.Failed, new Failure(FailureKind.BackendError, "503") { UpstreamStatus = 503 });
        Assert.Equal(BreakerState.Open, health.Breaker);
    }

    [Fact]
    public void A_limit_without_a_time_changes_nothing()
    {
        var health = Health();
        for (var i = 0; i < 5; i++)
            Attempt(health, AttemptVerdict.None, Limited(null));
        Assert.True(health.Accepts("m"));
    }

    [Fact]
    public void Made_up_models_take_no_more_than_their_room()
    {
        var health = Health();
        for (var i = 0; i < 1000; i++)
            health.Leave(health.Enter(), new AttemptOutcome(AttemptVerdict.None, $"made-up-{i}", null, Limited(TimeSpan.FromSeconds(60))));
        Assert.False(health.Accepts("made-up-0"));
        Assert.True(health.Accepts("made-up-999"));
    }

    [Fact]
    public void A_draining_one_takes_nothing_new_and_is_healthy()
    {
        var registry = new HealthRegistry(_clock, NullLogger<HealthRegistry>.Instance, static () => 0);
        registry.Use([new EndpointSettings(_backend, HealthCheckConfig.Standing, BreakerConfig.Standing, IsDraining: true)]);
        var health = registry.Of(_backend);
        Assert.True(health.IsHealthy);
        Assert.False(health.Accepts("m"));
        Assert.Contains("draining", health.Reason, StringComparison.Ordinal);
        // Whoever was routed there a moment before is still served.
        Assert.NotEqual(0, health.Enter());
    }

    [Fact]
    public void A_failure_that_comes_at_once_does_not_make_it_the_fastest()
    {
        var health = Health();
        health.Leave(health.Enter(), new AttemptOutcome(AttemptVerdict.Served, "m", TimeSpan.FromMilliseconds(50), null));
        Assert.Equal(0.05, health.Latency, 4);
        Attempt(health, AttemptVerdict.Failed);
        Assert.Equal(1, health.Latency, 4);
    }

    [Fact]
    public void An_endpoint_that_stays_keeps_its_account()
    {
        var registry = new HealthRegistry(_clock, NullLogger<HealthRegistry>.Instance, static () => 0);
        EndpointSettings[] settings = [new(_backend, HealthCheckConfig.Standing, new BreakerConfig(1, 1, TimeSpan.FromSeconds(30)), IsDraining: false)];
        registry.Use(settings);
        var health = registry.Of(_backend);
        Attempt((EndpointHealth)health, AttemptVerdict.Failed);
        registry.Use(settings);
        Assert.Same(health, registry.Of(_backend));
        Assert.False(health.Accepts("m"));

        registry.Use([]);
        Assert.NotSame(health, registry.Of(_backend));
    }

    private static Failure Limited(TimeSpan? after) => new(FailureKind.RateLimitExceeded, "429") { RetryAfter = after };

    private static void Attempt(EndpointHealth health, AttemptVerdict verdict, Failure? failure = null) => Leave(health, health.Enter(), verdict, failure);

    private static void Leave(EndpointHealth health, int ticket, AttemptVerdict verdict, Failure? failure = null) =>
        health.Leave(ticket, new AttemptOutcome(verdict, "m", null, failure ?? (verdict == AttemptVerdict.Failed ? new Failure(FailureKind.BackendError, "it broke down.") : null)));

    private static EndpointHealth Entered(EndpointHealth health)
    {
        Assert.NotEqual(0, health.Enter());
        return health;
    }

    private EndpointHealth Open()
    {
        var health = Health();
        for (var i = 0; i < 3; i++)
            Attempt(health, AttemptVerdict.Failed);
        return health;
    }

    private EndpointHealth Health() => new(_backend, _clock, NullLogger.Instance, static () => 0);
}
