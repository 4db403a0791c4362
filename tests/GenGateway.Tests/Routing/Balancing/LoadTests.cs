using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Routing.Balancing;

/// <summary>Choices by what endpoints do and how fast they are, and what is said where none can serve.</summary>
public sealed class LoadTests
{
    [Fact]
    public void The_fewest_attempts_under_way_for_the_weight_win_over_all_backends()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.LeastConnections }.Add("a", 1, null, 1, 4).Add("b", 1, null, 1);
        (pool["a.0"].InFlight, pool["a.1"].InFlight, pool["b.0"].InFlight) = (2, 4, 2);
        Assert.Equal("a.1", pool.Order()[0]);
        pool["a.1"].InFlight = 12;
        pool["b.0"].InFlight = 1;
        Assert.Equal("b.0", pool.Order()[0]);
        pool["b.0"].IsUp = false;
        Assert.Equal("a.0", pool.Order()[0]);
    }

    [Fact]
    public void Requests_that_stay_are_spread_by_weight()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.LeastConnections }.Add("a", 1, null, 3, 1);
        var counts = pool.Counts(40, chosen => pool[chosen].InFlight++);
        Assert.Equal(30, counts["a.0"]);
    }

    [Fact]
    public void Of_several_with_as_few_attempts_each_has_its_turn()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.LeastConnections }.Add("a", 1, null, 1, 1, 1);
        Assert.Equal(new Dictionary<string, int> { ["a.0"] = 10, ["a.1"] = 10, ["a.2"] = 10 }, pool.Counts(30));
    }

    [Fact]
    public void Of_two_by_chance_the_faster_one_is_asked_and_the_slowest_never()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.LeastLatency }.Add("a", 1, null, 1, 1, 1);
        (pool["a.0"].Latency, pool["a.1"].Latency, pool["a.2"].Latency) = (0.1, 0.2, 0.9);
        var counts = pool.Counts(900);
        Assert.False(counts.ContainsKey("a.2"));
        Assert.InRange(counts["a.0"], 540, 660);
    }

    [Fact]
    public void Work_under_way_makes_a_fast_one_slow()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.LeastLatency }.Add("a", 1, null, 1, 1);
        (pool["a.0"].Latency, pool["a.0"].InFlight, pool["a.1"].Latency) = (0.1, 9, 0.5);
        Assert.Equal("a.1", pool.Order()[0]);
    }

    [Fact]
    public void One_of_which_nothing_is_known_is_tried()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.LeastLatency }.Add("a", 1, null, 1, 1);
        pool["a.0"].Latency = 0.001;
        Assert.Equal("a.1", pool.Order()[0]);
    }

    [Fact]
    public void A_backend_that_chooses_by_load_does_so_within_a_round_of_backends()
    {
        var pool = new FakePool().Add("a", 1, BalancingPolicy.LeastConnections, 1, 1).Add("b", 1, null, 1);
        pool["a.0"].InFlight = 3;
        Assert.Equal(["a.1", "b.0", "a.1", "b.0"], pool.Firsts(4));
    }

    [Theory]
    [InlineData(BalancingPolicy.RoundRobin)]
    [InlineData(BalancingPolicy.WeightedRoundRobin)]
    [InlineData(BalancingPolicy.Random)]
    public void One_that_is_full_is_passed_over_while_another_has_room(BalancingPolicy strategy)
    {
        var pool = new FakePool { Strategy = strategy, Capacity = 2 }.Add("a", 1, null, 1, 1).Add("b", 1, null, 1, 0);
        (pool["a.0"].InFlight, pool["b.0"].InFlight) = (2, 3);
        Assert.Equal(["a.1"], pool.Counts(20).Keys);
        Assert.Equal(4, pool.Order().Length);

        // Where nobody has room one waits where the turn is, and not at one without weight.
        pool["a.1"].InFlight = 2;
        Assert.Equal(["a.0", "a.1", "b.0"], pool.Counts(60).Keys.Order());
    }

    [Fact]
    public void Where_nobody_can_serve_the_one_who_is_back_soonest_is_waited_for()
    {
        var pool = new FakePool().Add("a", 1, null, 1, 1).Add("b", 1, null, 1);
        (pool["a.0"].Left, pool["a.1"].Left, pool["b.0"].Left) = (TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(7), null);
        foreach (var endpoint in (string[])["a.0", "a.1", "b.0"])
            pool[endpoint].IsUp = false;
        Assert.False(pool.Resolve().TryGet(out _, out var failure));
        Assert.Equal((FailureKind.NoHealthyBackends, TimeSpan.FromSeconds(7)), (failure.Kind, failure.RetryAfter));
        Assert.Contains("it is down", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_all_rest_for_their_own_limits_the_client_hears_of_a_limit()
    {
        var pool = new FakePool().Add("a", 1, null, 1, 1);
        foreach (var endpoint in (string[])["a.0", "a.1"])
            (pool[endpoint].IsUp, pool[endpoint].Left, pool[endpoint].IsOwnLimit) = (false, TimeSpan.FromSeconds(9), true);
        Assert.False(pool.Resolve().TryGet(out _, out var failure));
        Assert.Equal((FailureKind.RateLimitExceeded, TimeSpan.FromSeconds(9)), (failure.Kind, failure.RetryAfter));

        pool["a.1"].IsOwnLimit = false;
        Assert.False(pool.Resolve().TryGet(out _, out failure));
        Assert.Equal(FailureKind.NoHealthyBackends, failure.Kind);
    }

    [Fact]
    public void A_request_without_a_model_changes_its_model_for_a_draining_backend_and_not_for_an_open_breaker()
    {
        var pool = new FakePool().Add("a", 1, null, 1);
        pool["a.0"].IsUp = false;
        Assert.False(pool.Resolve(Requests.Chat()).TryGet(out _, out var failure));
        Assert.Equal(FailureKind.NoHealthyBackends, failure.Kind);
    }
}
