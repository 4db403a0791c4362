using GenGateway.Dispatching;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Dispatching;

public sealed class RetryBudgetTests
{
    private static readonly FailoverSettings Settings = FailoverSettings.Standing;

    private readonly ManualClock _clock = new();
    private readonly RetryBudget _budget;

    public RetryBudgetTests() => _budget = new RetryBudget(_clock);

    [Fact]
    public void Some_are_free_and_beyond_them_it_is_a_part_of_the_requests()
    {
        Assert.Equal(10, TakeAll());
        Count(100);
        Assert.Equal(10, TakeAll());
        Count(400);
        Assert.Equal(80, TakeAll());
    }

    [Fact]
    public void What_is_older_than_ten_seconds_counts_no_more()
    {
        Count(1000);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(200, TakeAll());
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, TakeAll());
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(10, TakeAll());
        _clock.Advance(TimeSpan.FromSeconds(20));
        Count(100);
        Assert.Equal(20, TakeAll());
    }

    [Fact]
    public void Nothing_is_free_where_that_is_said()
    {
        Count(50);
        Assert.False(_budget.TryTake(Settings with { BudgetPercent = 0, BudgetMin = 0 }));
    }

    [Fact]
    public async Task Many_at_once_take_no_more_than_there_is()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(() => Count(250), TaskCreationOptions.LongRunning)));
        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(TakeAll, TaskCreationOptions.LongRunning)));
        Assert.Equal(200, taken.Sum());
    }

    private void Count(int requests)
    {
        for (var i = 0; i < requests; i++)
            _budget.Count();
    }

    private int TakeAll()
    {
        var taken = 0;
        while (_budget.TryTake(Settings))
            taken++;
        return taken;
    }
}
