using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

public sealed class GenerationRequestTests
{
    private const int Body = 1000;

    [Fact]
    public void A_body_that_nobody_decodes_costs_no_memory_beside_it()
    {
        var budget = new MemoryBudget(Body);
        using var request = Request(budget);
        request.GiveBodyBack();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void What_was_decoded_is_held_beyond_the_body_and_given_back_at_the_journeys_end()
    {
        var budget = new MemoryBudget(100 * Body);
        var request = Request(budget);
        Assert.True(request.Decode().TryGet(out _, out _));
        var used = budget.Used;
        Assert.InRange(used, 2 * Body, 100 * Body);
        Assert.True(request.Decode().TryGet(out _, out _));
        request.GiveBodyBack();
        Assert.Equal(used, budget.Used);
        request.Dispose();
        request.Dispose();
        Assert.Equal(0, budget.Used);
    }

    [Fact]
    public void A_body_without_room_is_not_decoded_until_there_is_some()
    {
        var budget = new MemoryBudget(Body);
        using var request = Request(budget);
        Assert.False(request.Decode().TryGet(out _, out var failure));
        Assert.Equal(FailureKind.MemoryFull, failure!.Kind);
        Assert.Equal(0, budget.Used);
        budget.Limit = 100 * Body;
        Assert.True(request.Decode().TryGet(out _, out _));
    }

    [Fact]
    public void What_stands_for_a_body_that_nobody_gets_is_kept_up_to_the_end()
    {
        var budget = new MemoryBudget(Body);
        var kept = budget.Hold();
        Assert.True(kept.TryGrowTo(Body));
        var request = Requests.Chat();
        request.Kept = kept;
        request.GiveBodyBack();
        Assert.Equal(Body, budget.Used);
        request.Dispose();
        Assert.Equal(0, budget.Used);
    }

    private static GenerationRequest Request(MemoryBudget budget) => new()
    {
        Id = "r",
        Surface = "test",
        Caller = new Caller(null, null),
        Capability = Capability.Chat,
        Source = new GivenTask(new ChatTask([new ChatMessage("user", "hello")], new TextParameters())),
        Wire = new WireBody(WireProtocol.OpenAiChat, new byte[Body], new Peeked(), null),
        Memory = budget,
    };
}
