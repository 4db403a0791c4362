using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Routing.Balancing;

public sealed class StickyTests
{
    private const string System = "You are a poet.";

    [Fact]
    public void A_conversation_stays_where_it_began_however_long_it_grows()
    {
        var pool = Pool();
        var first = pool.Order(Turn("hello"));
        Assert.Equal(5, first.Length);
        for (var i = 0; i < 10; i++)
            Assert.Equal(first, pool.Order(Turn("hello", "Hi!", $"and {i}?")));
    }

    [Fact]
    public void Conversations_are_spread_over_all_endpoints()
    {
        var pool = Pool();
        var counts = Enumerable.Range(0, 1000).Select(i => pool.Order(Turn($"question {i}"))[0]).CountBy(static first => first).ToDictionary();
        Assert.Equal(5, counts.Count);
        Assert.All(counts.Values, static count => Assert.InRange(count, 140, 260));
    }

    [Fact]
    public void The_system_message_belongs_to_the_beginning()
    {
        var pool = Pool();
        var one = Enumerable.Range(0, 50).Select(i => pool.Order(Turn($"question {i}"))[0]);
        var other = Enumerable.Range(0, 50).Select(i => pool.Order(Requests.Chat(FakePool.Model, task: new ChatTask([new("system", "Be brief."), new("user", $"question {i}")], new TextParameters())))[0]);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Only_the_conversations_of_an_endpoint_that_is_missing_move_and_they_come_back()
    {
        var pool = Pool();
        var before = Enumerable.Range(0, 200).Select(i => pool.Order(Turn($"question {i}"))).ToArray();
        pool["a.1"].IsUp = false;
        for (var i = 0; i < before.Length; i++)
            Assert.Equal(before[i].First(static endpoint => endpoint != "a.1"), pool.Order(Turn($"question {i}"))[0]);
        pool["a.1"].IsUp = true;
        Assert.Equal(before.Select(static order => order[0]), Enumerable.Range(0, 200).Select(i => pool.Order(Turn($"question {i}"))[0]));
    }

    [Fact]
    public void Heavier_ones_have_more_conversations_and_those_without_weight_none()
    {
        var pool = new FakePool { IsSticky = true }.Add("a", 1, null, 3, 1, 0);
        var counts = Enumerable.Range(0, 2000).Select(i => pool.Order(Turn($"question {i}"))[0]).CountBy(static first => first).ToDictionary();
        Assert.InRange(counts["a.0"], 1400, 1600);
        Assert.False(counts.ContainsKey("a.2"));
    }

    [Fact]
    public void Another_process_would_choose_the_same()
    {
        Assert.Equal(Pool().Order(Turn("hello")), Pool().Order(Turn("hello")));
    }

    private static FakePool Pool() => new FakePool { IsSticky = true }.Add("a", 1, null, 1, 1, 1).Add("b", 1, null, 1, 1);

    private static GenerationRequest Turn(params string[] texts) => Requests.Chat(
        FakePool.Model,
        task: new ChatTask([new ChatMessage("system", System), .. texts.Select(static (text, i) => new ChatMessage(i % 2 == 0 ? "user" : "assistant", text))], new TextParameters()));
}
