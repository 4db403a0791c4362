using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Routing.Balancing;

namespace GenGateway.Tests.Routing;

public sealed class RouteExplanationTests
{
    [Theory]
    [InlineData(BalancingPolicy.RoundRobin, null)]
    [InlineData(BalancingPolicy.WeightedRoundRobin, null)]
    [InlineData(BalancingPolicy.LeastConnections, null)]
    [InlineData(BalancingPolicy.RoundRobin, BalancingPolicy.WeightedRoundRobin)]
    [InlineData(BalancingPolicy.LeastConnections, BalancingPolicy.RoundRobin)]
    public void What_is_foretold_comes_about_and_takes_nobodys_turn(BalancingPolicy strategy, BalancingPolicy? own)
    {
        var pool = new FakePool { Strategy = strategy }.Add("a", 2, own, 1, 3).Add("b", 1, null, 1, 0).Add("c", 0, null, 1);
        var untold = new FakePool { Strategy = strategy }.Add("a", 2, own, 1, 3).Add("b", 1, null, 1, 0).Add("c", 0, null, 1);
        for (var i = 0; i < 24; i++)
        {
            pool["a.1"].IsUp = untold["a.1"].IsUp = i is < 8 or > 12;
            var foretold = pool.Foretold();
            Assert.Equal(foretold, pool.Foretold());
            var order = pool.Order();
            Assert.Equal(order, foretold);
            Assert.Equal(untold.Order(), order);
        }
    }

    [Fact]
    public void A_conversation_is_foretold_to_where_it_belongs()
    {
        var pool = new FakePool { IsSticky = true }.Add("a", 1, null, 1, 1, 1);
        for (var i = 0; i < 10; i++)
        {
            var request = Requests.Chat(FakePool.Model, task: new ChatTask([new ChatMessage("user", $"hello {i}")], new TextParameters()));
            Assert.Equal(pool.Order(request), pool.Foretold(request));
        }
    }

    [Fact]
    public void Everybody_who_has_the_model_is_told_with_what_keeps_him()
    {
        var (one, off, foreign) = (new FakeBackend("one", "m"), new FakeBackend("off", "m") { Enabled = false }, new FakeBackend("foreign", "m"));
        one.Unhealthy = "its folder is empty";
        var router = new ModelRouter([one, off, foreign, new FakeBackend("other", "n")], RoutingSettings.Default);

        var told = router.Explain(Requests.Chat("m", caller: new Caller("k", null) { Models = ["one/*"] }));
        Assert.Equal(["foreign", "off", "one"], told.Candidates.Select(static candidate => candidate.Candidate.Backend.Name).Order());
        Assert.All(told.Candidates, static candidate => Assert.False(candidate.IsInOrder));
        Assert.Equal("its folder is empty", told.Candidates.Single(static candidate => candidate.Candidate.Backend.Name == "one").Obstacle?.Reason);
        Assert.True(told.Candidates.Single(static candidate => candidate.Candidate.Backend.Name == "off").IsDisabled);
        Assert.False(told.Candidates.Single(static candidate => candidate.Candidate.Backend.Name == "foreign").IsAllowed);
        Assert.Equal(("m", RouteMatch.Exact), (told.Resolved, told.How));
        Assert.NotNull(told.Failure);
    }

    [Fact]
    public void A_name_that_nobody_has_is_found_by_no_rule()
    {
        var told = new ModelRouter([new FakeBackend("one", "m")], RoutingSettings.Default).Explain(Requests.Chat("none"));
        Assert.Equal(("none", null, RouteMatch.None, FailureKind.ModelNotFound), (told.Wanted, told.Resolved, told.How, told.Failure?.Kind));
        Assert.Empty(told.Candidates);
    }
}
