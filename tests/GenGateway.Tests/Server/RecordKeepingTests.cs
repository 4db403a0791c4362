using GenGateway.Server;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Server;

public sealed class RecordKeepingTests
{
    [Fact]
    public async Task A_stop_does_not_wait_for_ever_for_a_database_that_takes_nothing()
    {
        using var world = new LedgerWorld();
        world.Store.IsGone = true;
        world.Journal.Record();
        var clock = new ManualClock();
        var keeping = new RecordKeeping(world.Writer, clock);
        await keeping.StartAsync(CancellationToken.None);
        await world.Store.Failed;

        // The host itself would wait for as long as requests may drain.
        var stopped = keeping.StopAsync(CancellationToken.None);
        clock.Advance(TimeSpan.FromSeconds(5));
        await stopped;

        Assert.True(world.Journal.Bytes > 0);
    }
}
