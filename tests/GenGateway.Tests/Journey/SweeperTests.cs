using GenGateway.Journey;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Journey;

public sealed class SweeperTests
{
    [Fact]
    public void An_expiry_that_throws_keeps_no_other_from_firing_and_is_told_once()
    {
        var clock = new ManualClock();
        var logger = new LinesLogger<Sweeper>();
        using var sweeper = new Sweeper(clock, logger);
        var (first, faulty, last) = (new Overdue(static () => { }), new Overdue(static () => throw new InvalidOperationException("No.")), new Overdue(static () => { }));
        foreach (var watched in new[] { first, faulty, last })
            sweeper.Add(watched);

        clock.Advance(Sweeper.Interval);
        clock.Advance(Sweeper.Interval);

        Assert.Equal((2, 2, 2), (first.Expired, faulty.Expired, last.Expired));
        Assert.Single(logger.Lines);
    }

    private sealed class Overdue : Watched
    {
        private readonly Action _then;

        public Overdue(Action then) => (_then, Due) = (then, 0);

        public int Expired { get; private set; }

        protected internal override void Expire()
        {
            Expired++;
            _then();
        }
    }
}
