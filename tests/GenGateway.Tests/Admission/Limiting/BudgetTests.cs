using GenGateway.Admission.Limiting;
using GenGateway.Configuration;

namespace GenGateway.Tests.Admission.Limiting;

public sealed class BudgetTests
{
    private readonly DayClock _clock = new() { Now = new(2026, 2, 28, 18, 0, 0, TimeSpan.FromHours(-4)) };

    [Theory]
    [InlineData(BudgetPeriod.Day, 2)]
    [InlineData(BudgetPeriod.Month, 2)]
    [InlineData(BudgetPeriod.Total, 24)]
    public void A_budget_is_spent_until_the_period_of_utc_ends(BudgetPeriod period, int hours)
    {
        var budget = new Budget("k", new BudgetConfig(1.5m, period), _clock);
        Assert.True(budget.HasRoom(out _));
        budget.Charge(1.0);
        Assert.True(budget.HasRoom(out _));
        budget.Charge(0.7);
        Assert.False(budget.HasRoom(out var wait));
        Assert.Equal(TimeSpan.FromHours(hours), wait);
        Assert.Equal(1.7m, budget.Spent);

        _clock.Now += TimeSpan.FromHours(2);
        Assert.Equal(period != BudgetPeriod.Total, budget.HasRoom(out _));
    }

    [Fact]
    public void What_was_spent_before_is_added_once_it_is_known_unless_its_period_is_over()
    {
        var budget = new Budget("k", new BudgetConfig(2, BudgetPeriod.Day), _clock);
        Assert.Equal((new DateTimeOffset(2026, 2, 28, 0, 0, 0, TimeSpan.Zero), _clock.Now), (budget.Begins, budget.Since));
        budget.Charge(0.5);
        budget.Load(1.25);
        Assert.Equal(1.75m, budget.Spent);

        var late = new Budget("k", new BudgetConfig(2, BudgetPeriod.Day), _clock);
        _clock.Now += TimeSpan.FromHours(3);
        late.Load(1.25);
        Assert.Equal(0, late.Spent);
    }

    [Fact]
    public void A_clock_that_is_set_back_begins_no_period_and_forgets_nothing()
    {
        var budget = new Budget("k", new BudgetConfig(1, BudgetPeriod.Day), _clock);
        budget.Charge(1);
        _clock.Now -= TimeSpan.FromDays(2);
        Assert.False(budget.HasRoom(out _));
    }

    [Fact]
    public void Small_costs_add_up_exactly()
    {
        var budget = new Budget("k", new BudgetConfig(1, BudgetPeriod.Total), _clock);
        for (var i = 0; i < 100_000; i++)
            budget.Charge(0.000_01);
        Assert.Equal(1, budget.Spent);
        Assert.False(budget.HasRoom(out _));
    }

    private sealed class DayClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now.ToUniversalTime();
    }
}
