using GenGateway.Admission.Limiting;
using GenGateway.Configuration;
using GenGateway.Dispatching;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests;

/// <summary>Somebody sets the time of day, by seconds or by years. What counts time goes by a clock that nobody sets; only periods of budgets are days and months.</summary>
public sealed class ClockJumpTests
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private readonly ManualClock _clock = new();

    // 1970-01-01T00:00:01.76Z: the middle of a year is far from the ends of days and months.
    public ClockJumpTests() => _clock.Jump((Year * 50) + TimeSpan.FromHours(12));

    public static TheoryData<TimeSpan> Jumps { get; } = [TimeSpan.FromSeconds(1), -TimeSpan.FromSeconds(1), TimeSpan.FromHours(2), -TimeSpan.FromHours(2), Year * 20, -Year * 20];

    [Theory]
    [MemberData(nameof(Jumps))]
    public void A_bucket_fills_by_the_time_that_passes(TimeSpan jump)
    {
        var bucket = new Bucket(new BucketShape(capacity: 10, amount: 1, seconds: 1, _clock));
        Assert.True(bucket.TryTake(10, _clock.GetTimestamp(), out _));
        _clock.Jump(jump);
        Assert.False(bucket.TryTake(1, _clock.GetTimestamp(), out var wait));
        Assert.Equal(1, wait.TotalSeconds, 2);
        Assert.Equal((0L, 10.0), (bucket.Read(_clock.GetTimestamp()).Remaining, Math.Round(bucket.Read(_clock.GetTimestamp()).Reset.TotalSeconds)));
        _clock.Advance(TimeSpan.FromSeconds(3));
        _clock.Jump(-jump);
        Assert.True(bucket.TryTake(3, _clock.GetTimestamp(), out _));
        Assert.False(bucket.TryTake(1, _clock.GetTimestamp(), out _));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void An_address_is_kept_as_long_as_its_limits_are_taken(TimeSpan jump)
    {
        var (table, template) = (new AddressTable(_clock), new LimitTemplate(LimitScope.Address, "rate_limit.per_client", new RatesConfig(RequestsPerMinute: 1), 1, _clock));
        Assert.True(Ask("192.0.2.1"));
        _clock.Jump(jump);
        // So many others that the table is looked through.
        for (var i = 0; i < 3000; i++)
            Ask($"10.0.{i / 250}.{i % 250}");
        Assert.Equal(3001, table.Count);
        Assert.False(Ask("192.0.2.1"));
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Ask("192.0.2.1"));

        bool Ask(string address)
        {
            var now = _clock.GetTimestamp();
            var entry = table.Hold(address, template, now);
            var taken = entry.Under(template, now).Take(default, now) is null;
            entry.Release();
            return taken;
        }
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void A_breaker_stays_open_for_its_time(TimeSpan jump)
    {
        var breaker = new Breaker(new BreakerConfig(1, 1, TimeSpan.FromSeconds(30)), _clock, static () => 0, static _ => { });
        breaker.Leave(breaker.Enter(), AttemptVerdict.Failed);
        _clock.Jump(jump);
        Assert.Equal((true, false, 30.0), (breaker.IsShut, breaker.Admits, Math.Round(breaker.Left.TotalSeconds)));
        _clock.Advance(TimeSpan.FromSeconds(29));
        _clock.Jump(-jump);
        Assert.Equal(0, breaker.Enter());
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(0, breaker.Enter());
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void A_rest_lasts_as_long_as_it_was_asked_for(TimeSpan jump)
    {
        var rests = new Rests(_clock);
        rests.Begin("m", TimeSpan.FromSeconds(20));
        _clock.Jump(jump);
        Assert.True(rests.Has("m"));
        Assert.Equal(20, rests.Left("m")!.Value.TotalSeconds, 2);
        _clock.Advance(TimeSpan.FromSeconds(19));
        Assert.True(rests.Has("m"));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(rests.Has("m"));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void What_may_be_repeated_counts_the_seconds_that_passed(TimeSpan jump)
    {
        var budget = new RetryBudget(_clock);
        var settings = new FailoverSettings(4, TimeSpan.Zero, BudgetPercent: 0, BudgetMin: 1);
        Assert.True(budget.TryTake(settings));
        _clock.Jump(jump);
        Assert.False(budget.TryTake(settings));
        _clock.Advance(TimeSpan.FromSeconds(RetryBudget.Window + 1));
        Assert.True(budget.TryTake(settings));
    }

    [Theory]
    [MemberData(nameof(Jumps))]
    public void A_latency_is_forgotten_by_the_time_that_passes(TimeSpan jump)
    {
        var latency = new PeakEwma(_clock);
        latency.Observe(4);
        _clock.Jump(jump);
        Assert.Equal(4, latency.Value, 6);
    }

    [Theory]
    [InlineData(BudgetPeriod.Day)]
    [InlineData(BudgetPeriod.Month)]
    [InlineData(BudgetPeriod.Total)]
    public void A_budget_is_not_given_back_by_a_day_that_is_set_back_and_restored(BudgetPeriod period)
    {
        var budget = Spent(period);
        foreach (var jump in (TimeSpan[])[-TimeSpan.FromHours(13), -TimeSpan.FromDays(2), -TimeSpan.FromDays(45), -Year])
        {
            _clock.Jump(jump);
            Assert.False(budget.HasRoom(out var wait));
            // Nobody is told to wait for longer than a period lasts, however far back the day is.
            Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromDays(period == BudgetPeriod.Month ? 31 : 1));
            _clock.Jump(-jump);
            Assert.False(budget.HasRoom(out _));
            Assert.Equal(1, budget.Spent);
        }
    }

    [Theory]
    [InlineData(BudgetPeriod.Day, 1, true)]
    [InlineData(BudgetPeriod.Day, 400, true)]
    [InlineData(BudgetPeriod.Month, 1, false)]
    [InlineData(BudgetPeriod.Month, 31, true)]
    [InlineData(BudgetPeriod.Total, 400, false)]
    public void A_day_that_is_set_forward_begins_the_period_that_it_lies_in(BudgetPeriod period, int days, bool isNew)
    {
        var budget = Spent(period);
        _clock.Jump(TimeSpan.FromDays(days));
        Assert.Equal((isNew, isNew ? 0m : 1m), (budget.HasRoom(out _), budget.Spent));
    }

    [Theory]
    [InlineData(BudgetPeriod.Day, 1)]
    [InlineData(BudgetPeriod.Month, 31)]
    public void A_wrong_date_of_the_future_costs_one_period_and_not_all_until_then(BudgetPeriod period, int days)
    {
        var budget = Spent(period);
        _clock.Jump(Year * 10);
        Assert.True(budget.HasRoom(out _));
        budget.Charge(1);
        _clock.Jump(-Year * 10);
        Assert.False(budget.HasRoom(out var wait));
        Assert.InRange(wait, TimeSpan.FromHours(1), TimeSpan.FromDays(days));

        _clock.Advance(wait - TimeSpan.FromMinutes(1));
        Assert.False(budget.HasRoom(out _));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.True(budget.HasRoom(out _));
        // What the records say of the first period belongs to that one.
        budget.Load(5);
        Assert.Equal(0, budget.Spent);
    }

    private Budget Spent(BudgetPeriod period)
    {
        var budget = new Budget("k", new BudgetConfig(1, period), _clock);
        budget.Charge(1);
        Assert.False(budget.HasRoom(out _));
        return budget;
    }
}
