using GenGateway.Configuration;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Health;

public sealed class BreakerTests
{
    private static readonly TimeSpan OpenTime = TimeSpan.FromSeconds(30);

    private readonly ManualClock _clock = new();
    private readonly List<BreakerState> _moves = [];
    private double _chance;

    [Fact]
    public void It_opens_after_so_many_failures_in_a_row_and_lets_nobody_pass()
    {
        var breaker = Breaker();
        Attempt(breaker, AttemptVerdict.Failed);
        Attempt(breaker, AttemptVerdict.Failed);
        Assert.True(breaker.Admits);
        Attempt(breaker, AttemptVerdict.Failed);

        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.False(breaker.Admits);
        Assert.True(breaker.IsShut);
        Assert.Equal(0, breaker.Enter());
        Assert.Equal(OpenTime, breaker.Left);
    }

    [Fact]
    public void A_success_resets_the_count_and_what_says_nothing_leaves_it()
    {
        var breaker = Breaker();
        Attempt(breaker, AttemptVerdict.Failed);
        Attempt(breaker, AttemptVerdict.Failed);
        Attempt(breaker, AttemptVerdict.Served);
        Attempt(breaker, AttemptVerdict.Failed);
        Attempt(breaker, AttemptVerdict.Failed);
        Attempt(breaker, AttemptVerdict.None);
        Assert.Equal(BreakerState.Closed, breaker.State);

        Attempt(breaker, AttemptVerdict.Failed);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void When_its_time_is_over_one_attempt_at_a_time_is_the_trial_and_so_many_close_it()
    {
        var breaker = Opened();
        _clock.Advance(OpenTime);
        Assert.True(breaker.Admits);
        Assert.False(breaker.IsShut);

        var trial = breaker.Enter();
        Assert.NotEqual(0, trial);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        Assert.False(breaker.Admits);
        Assert.Equal(0, breaker.Enter());
        breaker.Leave(trial, AttemptVerdict.Served);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);

        Attempt(breaker, AttemptVerdict.Served);
        Assert.Equal(BreakerState.Closed, breaker.State);
        Assert.Equal([BreakerState.Open, BreakerState.HalfOpen, BreakerState.Closed], _moves);
    }

    [Fact]
    public void A_trial_that_fails_opens_it_again_and_one_that_says_nothing_makes_room_for_the_next()
    {
        var breaker = Opened();
        _clock.Advance(OpenTime);
        Attempt(breaker, AttemptVerdict.None);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        Attempt(breaker, AttemptVerdict.Served);
        Attempt(breaker, AttemptVerdict.Failed);

        Assert.Equal(BreakerState.Open, breaker.State);
        Assert.Equal(OpenTime, breaker.Left);
        _clock.Advance(OpenTime);
        Attempt(breaker, AttemptVerdict.Served);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    [Fact]
    public void A_trial_has_succeeded_when_its_answer_begins_and_its_end_counts_no_second_time()
    {
        var breaker = Opened();
        _clock.Advance(OpenTime);
        var first = breaker.Prove(breaker.Enter());
        Assert.True(breaker.Admits);
        breaker.Leave(first, AttemptVerdict.Served);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);

        breaker.Prove(breaker.Enter());
        Assert.Equal(BreakerState.Closed, breaker.State);
    }

    [Fact]
    public void A_trial_that_breaks_after_its_beginning_is_a_failure_all_the_same()
    {
        var breaker = Opened();
        _clock.Advance(OpenTime);
        var first = breaker.Prove(breaker.Enter());
        breaker.Leave(first, AttemptVerdict.Failed);
        Assert.Equal(BreakerState.Open, breaker.State);
    }

    [Fact]
    public void What_began_in_an_earlier_state_says_nothing_about_this_one()
    {
        var breaker = Breaker();
        var (late, later) = (breaker.Enter(), breaker.Enter());
        for (var i = 0; i < 3; i++)
            Attempt(breaker, AttemptVerdict.Failed);
        _clock.Advance(OpenTime);
        var trial = breaker.Enter();
        breaker.Leave(late, AttemptVerdict.Failed);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
        Assert.False(breaker.Admits);
        breaker.Leave(trial, AttemptVerdict.Served);
        breaker.Leave(later, AttemptVerdict.Served);
        Assert.Equal(BreakerState.HalfOpen, breaker.State);
    }

    [Fact]
    public void Chance_makes_the_open_time_longer_and_never_shorter()
    {
        _chance = 0.5;
        Assert.Equal(33, Opened().Left.TotalSeconds, 3);
    }

    [Fact]
    public async Task Of_many_who_ask_at_once_one_gets_the_trial()
    {
        var breaker = Opened();
        for (var round = 0; round < 50; round++)
        {
            _clock.Advance(OpenTime * 2);
            using var start = new Barrier(4);
            var tickets = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return breaker.Enter();
                },
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default)));
            var trial = Assert.Single(tickets, static ticket => ticket != 0);
            breaker.Leave(trial, AttemptVerdict.Failed);
            Assert.Equal(BreakerState.Open, breaker.State);
        }
    }

    [Fact]
    public void Another_setting_holds_from_the_next_failure_on()
    {
        var breaker = Breaker();
        breaker.Use(new BreakerConfig(1, 1, TimeSpan.FromSeconds(5)));
        Attempt(breaker, AttemptVerdict.Failed);
        Assert.Equal(TimeSpan.FromSeconds(5), breaker.Left);
    }

    private static void Attempt(Breaker breaker, AttemptVerdict verdict)
    {
        var ticket = breaker.Enter();
        Assert.NotEqual(0, ticket);
        breaker.Leave(ticket, verdict);
    }

    private Breaker Opened()
    {
        var breaker = Breaker();
        for (var i = 0; i < 3; i++)
            Attempt(breaker, AttemptVerdict.Failed);
        return breaker;
    }

    private Breaker Breaker() => new(new BreakerConfig(3, 2, OpenTime), _clock, () => _chance, _moves.Add);
}
