using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

public sealed class AbortTests
{
    [Fact]
    public void The_first_cause_stays()
    {
        var clock = new ManualClock();
        using var sweeper = new Sweeper(clock);
        using var client = new CancellationTokenSource();
        using var abort = new Abort(new RoadLimits(TimeSpan.FromSeconds(2), CancellationToken.None), sweeper, client.Token);

        client.Cancel();
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(AbortCause.ClientLeft, abort.Cause);
        Assert.Equal(FailureKind.ClientLeft, abort.ToFailure().Kind);
    }

    [Fact]
    public void The_cause_is_known_when_the_token_fires()
    {
        var clock = new ManualClock();
        using var sweeper = new Sweeper(clock);
        using var abort = new Abort(new RoadLimits(TimeSpan.FromSeconds(2), CancellationToken.None), sweeper, CancellationToken.None);
        var seen = AbortCause.None;
        using var registration = abort.Token.Register(() => seen = abort.Cause);

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(AbortCause.DeadlinePassed, seen);
    }

    [Fact]
    public void A_passed_deadline_is_a_timeout_that_names_the_limit()
    {
        var clock = new ManualClock();
        using var sweeper = new Sweeper(clock);
        using var abort = new Abort(new RoadLimits(TimeSpan.FromSeconds(2), CancellationToken.None), sweeper, CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(FailureKind.Timeout, abort.ToFailure().Kind);
        Assert.Contains("2000 ms", abort.ToFailure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_fires_before_its_time()
    {
        var clock = new ManualClock();
        using var sweeper = new Sweeper(clock);
        using var abort = new Abort(new RoadLimits(TimeSpan.FromSeconds(2), CancellationToken.None), sweeper, CancellationToken.None);

        clock.Advance(TimeSpan.FromSeconds(1.9));

        Assert.False(abort.Token.IsCancellationRequested);
        Assert.Equal(AbortCause.None, abort.Cause);
    }
}
