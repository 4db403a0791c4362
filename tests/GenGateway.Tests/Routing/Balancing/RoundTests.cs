using GenGateway.Configuration;

namespace GenGateway.Tests.Routing.Balancing;

/// <summary>Rounds, weighted and not, and chance.</summary>
public sealed class RoundTests
{
    [Fact]
    public void A_round_goes_over_the_backends_and_within_each_over_its_endpoints()
    {
        var pool = new FakePool().Add("a", 1, null, 1, 1).Add("b", 1, null, 1);
        Assert.Equal(["a.0", "b.0", "a.1", "b.0", "a.0", "b.0"], pool.Firsts(6));
    }

    [Fact]
    public void Everybody_stands_in_each_order_once_the_own_backends_endpoints_before_the_others()
    {
        var pool = new FakePool().Add("a", 1, null, 1, 1, 1).Add("b", 1, null, 1).Add("c", 1, null, 1, 1);
        Assert.Equal(["a.0", "a.1", "a.2", "b.0", "c.0", "c.1"], pool.Order());
        Assert.Equal(["b.0", "c.0", "c.1", "a.0", "a.1", "a.2"], pool.Order());
        Assert.Equal(["c.0", "c.1", "a.0", "a.1", "a.2", "b.0"], pool.Order());
        Assert.Equal(["a.1", "a.2", "a.0", "b.0", "c.0", "c.1"], pool.Order());
    }

    [Fact]
    public void Who_is_out_of_service_is_left_out_and_the_others_share_evenly()
    {
        var pool = new FakePool().Add("a", 1, null, 1, 1, 1, 1);
        pool["a.1"].IsUp = false;
        Assert.Equal(new Dictionary<string, int> { ["a.0"] = 100, ["a.2"] = 100, ["a.3"] = 100 }, pool.Counts(300));
        Assert.Equal(3, pool.Order().Length);
    }

    [Fact]
    public void A_round_knows_no_weights()
    {
        var pool = new FakePool().Add("a", 9, null, 5, 1).Add("b", 1, null, 1);
        Assert.Equal(new Dictionary<string, int> { ["a.0"] = 50, ["a.1"] = 50, ["b.0"] = 100 }, pool.Counts(200));
    }

    [Theory]
    [InlineData(BalancingPolicy.RoundRobin)]
    [InlineData(BalancingPolicy.WeightedRoundRobin)]
    [InlineData(BalancingPolicy.Random)]
    [InlineData(BalancingPolicy.LeastConnections)]
    [InlineData(BalancingPolicy.LeastLatency)]
    public void Without_weight_it_is_asked_last_and_first_only_where_no_other_is_left(BalancingPolicy strategy)
    {
        var pool = new FakePool { Strategy = strategy }.Add("a", 1, null, 1, 0).Add("b", 0, null, 1).Add("c", 1, null, 1);
        Assert.Equal(["a.0", "c.0"], pool.Counts(100).Keys.Order());
        Assert.Equal(["a.1", "b.0"], pool.Order()[2..].Order());

        (pool["a.0"].IsUp, pool["c.0"].IsUp) = (false, false);
        Assert.Equal(["a.1", "b.0"], pool.Counts(100).Keys.Order());
    }

    [Fact]
    public void A_weighted_round_is_exact_and_smooth()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.WeightedRoundRobin }.Add("a", 1, null, 5, 1, 1);
        Assert.Equal(["a.0", "a.0", "a.1", "a.0", "a.2", "a.0", "a.0"], pool.Firsts(7));
    }

    [Fact]
    public void A_backends_weight_is_shared_by_its_endpoints()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.WeightedRoundRobin }.Add("a", 3, null, 1, 2).Add("b", 1, null, 7);
        Assert.Equal(new Dictionary<string, int> { ["a.0"] = 300, ["a.1"] = 600, ["b.0"] = 300 }, pool.Counts(1200));
    }

    [Fact]
    public void Proportions_as_far_apart_as_can_be_make_a_round_that_ends()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.WeightedRoundRobin }.Add("a", 1, null, 1_000_000, 1, 333_333);
        var counts = pool.Counts(3000);
        Assert.InRange(counts["a.1"], 1, 5);
        Assert.InRange(counts["a.0"], 2240, 2260);
    }

    [Fact]
    public void Where_one_is_missing_the_others_keep_their_proportions()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.WeightedRoundRobin }.Add("a", 1, null, 5, 3, 1);
        pool["a.0"].IsUp = false;
        var counts = pool.Counts(400);
        Assert.InRange(counts["a.1"], 297, 303);
        Assert.InRange(counts["a.2"], 97, 103);
    }

    [Theory]
    [InlineData(BalancingPolicy.RoundRobin)]
    [InlineData(BalancingPolicy.WeightedRoundRobin)]
    public void One_that_warms_up_gets_its_part(BalancingPolicy strategy)
    {
        var pool = new FakePool { Strategy = strategy }.Add("a", 1, null, 1, 1);
        pool["a.1"].Ramp = 0.25;
        Assert.InRange(pool.Counts(500)["a.1"], 97, 103);
    }

    [Fact]
    public void Chance_follows_the_weights()
    {
        var pool = new FakePool { Strategy = BalancingPolicy.Random }.Add("a", 3, null, 1).Add("b", 1, null, 1);
        Assert.InRange(pool.Counts(4000)["a.0"], 2850, 3150);
    }

    [Fact]
    public void A_backend_may_choose_its_endpoints_otherwise()
    {
        var pool = new FakePool().Add("a", 1, BalancingPolicy.WeightedRoundRobin, 3, 1).Add("b", 1, null, 1);
        Assert.Equal(new Dictionary<string, int> { ["a.0"] = 150, ["a.1"] = 50, ["b.0"] = 200 }, pool.Counts(400));
    }

    [Fact]
    public void The_usual_choice_allocates_nothing()
    {
        foreach (var strategy in Enum.GetValues<BalancingPolicy>())
        {
            var pool = new FakePool { Strategy = strategy }.Add("a", 2, null, 1, 3).Add("b", 1, null, 1).Add("c", 1, null, 0);
            var request = GenGateway.Tests.Journey.Requests.Chat(FakePool.Model);
            for (var i = 0; i < 100; i++)
                pool.Resolve(request);
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 100; i++)
                pool.Resolve(request);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }
}
