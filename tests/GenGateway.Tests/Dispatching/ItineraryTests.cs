using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Dispatching;

/// <summary>Who is asked after a failure, when, and what is told in the end.</summary>
public sealed class ItineraryTests
{
    [Fact]
    public async Task Everybody_is_asked_once_before_anybody_is_asked_again()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"]), ("c", ["m"])]);
        world.Failover.Settings = FailoverSettings.Standing with { MaxAttempts = 5 };
        Assert.Equal(["a/m", "b/m", "c/m", "a/m", "b/m", null], await world.FailAllAsync(static _ => FailoverWorld.Error()));
        Assert.Equal(FailureKind.BackendError, world.Verdict.Kind);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 2)]
    [InlineData(9, 4)]
    public async Task A_backend_is_asked_again_as_often_as_it_says_and_never_more_than_in_all(int retryCount, int attempts)
    {
        using var world = new FailoverWorld([("a", ["m"])], retryCount: retryCount);
        Assert.Equal(attempts, (await world.FailAllAsync(static _ => FailoverWorld.Error())).Count(static name => name is not null));
    }

    [Fact]
    public async Task The_wait_before_a_repeat_doubles_and_nobody_waits_for_somebody_new()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"])]);
        world.Failover.Settings = FailoverSettings.Standing with { MaxAttempts = 5 };
        world.Begin();
        Assert.True(world.FailAsync(FailoverWorld.Error()).IsCompleted);
        Assert.False(world.IsRepeat);
        foreach (var half in (int[])[50, 50, 100])
        {
            var next = world.FailAsync(FailoverWorld.Error());
            world.Clock.Advance(TimeSpan.FromMilliseconds(half - 2));
            Assert.False(next.IsCompleted);
            world.Clock.Advance(TimeSpan.FromMilliseconds(4));
            await next;
            Assert.True(world.IsRepeat);
        }

        Assert.Equal(["a/m", "b/m", "a/m", "b/m", "a/m"], world.Asked);
    }

    [Theory]
    [InlineData(FailureKind.BackendRefused)]
    [InlineData(FailureKind.InvalidValue)]
    [InlineData(FailureKind.Timeout)]
    [InlineData(FailureKind.ClientLeft)]
    [InlineData(FailureKind.ContextLengthExceeded)]
    public async Task What_is_nobody_elses_business_is_told_at_once(FailureKind kind)
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"])]);
        world.Begin();
        await world.FailAsync(FailoverWorld.Error());
        Assert.Null(await world.FailAsync(new Failure(kind, "final")));
        Assert.Equal("final", world.Verdict.Message);
    }

    [Fact]
    public async Task What_will_not_change_is_not_asked_for_again()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"])]);
        Assert.Equal(["a/m", "b/m", null], await world.FailAllAsync(static _ => FailoverWorld.Error() with { IsLasting = true }));
    }

    [Fact]
    public async Task A_short_rest_is_waited_for_where_nobody_else_is_left()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"])]);
        world.Begin();
        Assert.True(world.FailAsync(FailoverWorld.Busy(5)).IsCompleted);
        // It said nothing of a time: it is asked again soon, and before the one who did.
        world.Backends[0].Unhealthy = "resting";
        world.Backends[1].Unhealthy = "resting";
        var next = world.FailAsync(FailoverWorld.Busy());
        world.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(next.IsCompleted);
        world.Clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal("a", (await next)?.Backend.Name);
    }

    [Theory]
    [InlineData(11, 300)]
    [InlineData(5, 4)]
    public async Task A_rest_that_is_long_or_beyond_the_deadline_is_told_at_once(int rest, int total)
    {
        using var world = new FailoverWorld([("a", ["m"])], total: TimeSpan.FromSeconds(total));
        world.Begin();
        world.Backends[0].Unhealthy = "resting";
        var next = world.FailAsync(FailoverWorld.Busy(rest));
        Assert.True(next.IsCompleted);
        Assert.Null(await next);
        Assert.Equal(TimeSpan.FromSeconds(rest), world.Verdict.RetryAfter);
    }

    [Fact]
    public async Task Nobody_waits_beyond_the_deadline()
    {
        using var world = new FailoverWorld([("a", ["m"])], total: TimeSpan.FromMilliseconds(40));
        world.Begin();
        Assert.True(world.FailAsync(FailoverWorld.Error()).IsCompleted);
        Assert.Null(world.Asked[^1]);
    }

    [Fact]
    public async Task A_backend_that_says_it_is_no_use_is_left_alone_with_all_it_has()
    {
        using var world = new FailoverWorld([("a", ["m", "other"]), ("b", ["m"])]);
        Assert.Equal(["a/m", "b/m", null], await world.FailAllAsync(static _ => FailoverWorld.Error() with { Retry = RetryAdvice.OtherBackend }));
    }

    [Fact]
    public async Task A_full_queue_costs_nothing_and_is_not_knocked_at_again()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"])]);
        world.Failover.Settings = FailoverSettings.Standing with { BudgetMin = 0, BudgetPercent = 0 };
        world.Begin();
        Assert.NotNull(await world.FailAsync(new Failure(FailureKind.QueueFull, "full"), wasAsked: false));
        Assert.Null(await world.FailAsync(new Failure(FailureKind.QueueFull, "full"), wasAsked: false));
        Assert.Equal(FailureKind.QueueFull, world.Verdict.Kind);
    }

    [Fact]
    public async Task A_used_up_budget_ends_it_at_once()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"])]);
        world.Failover.Settings = FailoverSettings.Standing with { BudgetMin = 1 };
        world.Begin();
        Assert.NotNull(await world.FailAsync(FailoverWorld.Error()));
        Assert.Null(await world.FailAsync(FailoverWorld.Error()));
    }

    [Fact]
    public async Task Fallbacks_of_model_and_backends_come_last_and_circles_end()
    {
        using var world = new FailoverWorld(
            [("a", ["m"]), ("b", ["n"]), ("c", ["k", "m"]), ("d", ["x"])],
            new RoutingSettings
            {
                ModelMappings = new Dictionary<string, string> { ["m"] = "a" },
                Fallbacks = new Dictionary<string, IReadOnlyList<string>> { ["m"] = ["n"], ["a"] = ["c", "d", "nobody"], ["n"] = ["m", "a"], ["x"] = ["n"] },
            },
            retryCount: 0);
        world.Failover.Settings = FailoverSettings.Standing with { MaxAttempts = 50 };
        // A backend takes over with the model that was asked for, where it has it.
        Assert.Equal(["a/m", "b/n", "c/m", "d/x", null], await world.FailAllAsync(static _ => FailoverWorld.Error()));
    }

    [Fact]
    public async Task Each_fallback_has_an_attempt_before_the_pool_is_repeated()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["n"]), ("c", ["k"])], new RoutingSettings { Fallbacks = new Dictionary<string, IReadOnlyList<string>> { ["m"] = ["n", "k"] } });
        Assert.Equal(["a/m", "a/m", "b/n", "c/k", null], await world.FailAllAsync(static _ => FailoverWorld.Error()));
    }

    [Fact]
    public async Task A_key_never_reaches_what_it_may_not_use()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["n"]), ("c", ["k"])], new RoutingSettings { Fallbacks = new Dictionary<string, IReadOnlyList<string>> { ["m"] = ["n", "b", "k"] } }, retryCount: 0)
        {
            Request = Requests.Chat("m", caller: new Caller("narrow", null) { Models = ["m", "k"] }),
        };
        Assert.Equal(["a/m", "c/k", null], await world.FailAllAsync(static _ => FailoverWorld.Error()));
    }

    [Fact]
    public async Task Who_names_a_backend_gets_no_other()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"])], new RoutingSettings { Fallbacks = new Dictionary<string, IReadOnlyList<string>> { ["m"] = ["b"], ["a"] = ["b"] } }, retryCount: 1)
        {
            Request = Requests.Chat("m", backend: "a"),
        };
        Assert.Equal(["a/m", "a/m", null], await world.FailAllAsync(static _ => FailoverWorld.Error()));
    }

    [Fact]
    public async Task What_is_too_long_goes_to_the_longer_model_and_costs_no_budget()
    {
        using var world = new FailoverWorld(
            [("a", ["m"]), ("b", ["m"]), ("c", ["long"])],
            new RoutingSettings { ContextFallbacks = new Dictionary<string, string> { ["m"] = "long", ["long"] = "m" }, Fallbacks = new Dictionary<string, IReadOnlyList<string>> { ["m"] = ["b"] } });
        world.Failover.Settings = FailoverSettings.Standing with { BudgetMin = 0, BudgetPercent = 0 };
        Assert.Equal(["a/m", "c/long", null], await world.FailAllAsync(static _ => new Failure(FailureKind.ContextLengthExceeded, "too long")));
        Assert.Equal(FailureKind.ContextLengthExceeded, world.Verdict.Kind);
    }

    [Fact]
    public void A_pool_out_of_service_is_replaced_by_its_fallbacks()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["n"]), ("c", ["k"])], new RoutingSettings { Fallbacks = new Dictionary<string, IReadOnlyList<string>> { ["m"] = ["n"], ["b"] = ["k"] } });
        world.Backends[0].Unhealthy = "gone";
        world.Backends[1].Unhealthy = "gone";
        Assert.False(world.Router.Resolve(world.Request).TryGet(out _, out var refusal));
        Assert.True(world.Failover.Instead(world.Request, refusal).TryGet(out var candidates, out _));
        Assert.Equal("c", candidates[0].Backend.Name);
        Assert.False(world.Failover.Instead(Requests.Chat("m", backend: "a"), refusal).TryGet(out _, out _));
    }

    [Fact]
    public async Task Who_says_when_to_come_back_tells_more_than_a_failure_or_a_missing_model()
    {
        using var world = new FailoverWorld([("a", ["m"]), ("b", ["m"]), ("c", ["m"]), ("d", ["m"])]);
        await world.FailAllAsync(static candidate => candidate.Backend.Name switch
        {
            "a" => FailoverWorld.Error(),
            "b" => FailoverWorld.Busy(90),
            "c" => FailoverWorld.Busy(60),
            _ => new Failure(FailureKind.ModelNotFound, "unknown") { Retry = RetryAdvice.OtherCandidate },
        });
        Assert.Equal((FailureKind.RateLimitExceeded, TimeSpan.FromSeconds(60)), (world.Verdict.Kind, world.Verdict.RetryAfter));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_wait()
    {
        using var world = new FailoverWorld([("a", ["m"])], total: TimeSpan.FromSeconds(20));
        world.Failover.Settings = FailoverSettings.Standing with { Backoff = TimeSpan.FromSeconds(10) };
        world.Begin();
        var next = world.FailAsync(FailoverWorld.Error());
        Assert.False(next.IsCompleted);
        world.Leave();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next);
    }
}
