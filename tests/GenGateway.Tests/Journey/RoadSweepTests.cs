using GenGateway.Errors;

namespace GenGateway.Tests.Journey;

public sealed class RoadSweepTests
{
    public static TheoryData<SweepPoint, bool, bool> Sweeps()
    {
        var sweeps = new TheoryData<SweepPoint, bool, bool>();
        foreach (var kind in Enum.GetValues<SweepPoint>())
        {
            foreach (var stream in new[] { true, false })
            {
                sweeps.Add(kind, stream, false);
                sweeps.Add(kind, stream, true);
            }
        }

        return sweeps;
    }

    [Theory]
    [MemberData(nameof(Sweeps))]
    public async Task Permit_turn_backend_and_record_are_released_wherever_the_journey_is_struck(SweepPoint kind, bool stream, bool firstBackendFails)
    {
        var struckAt = 0;
        for (var point = 1; ; point++)
        {
            using var script = new SweepScript(point, kind);
            var world = new SweepWorld(script, stream, firstBackendFails);

            await world.Road.TravelAsync(world.Request, world.Sink, script.ClientLeft);

            world.AssertEverythingIsBack($"{kind} at point {point}, stream {stream}, first fails {firstBackendFails}");
            if (!script.Struck)
                break;
            struckAt = point;
        }

        // Every await of the road, counted: another number means that the sweep lost sight of one.
        Assert.Equal(firstBackendFails ? 26 : 19, struckAt);
    }

    [Theory]
    [InlineData(SweepPoint.ClientLeaves)]
    [InlineData(SweepPoint.ClientLeavesAndAwaitCancels)]
    [InlineData(SweepPoint.DeadlinePasses)]
    [InlineData(SweepPoint.ServerStops)]
    [InlineData(SweepPoint.Fails)]
    [InlineData(SweepPoint.Throws)]
    public async Task So_they_are_where_an_answer_goes_on_at_another_backend(SweepPoint kind)
    {
        var struckAt = 0;
        for (var point = 1; ; point++)
        {
            using var script = new SweepScript(point, kind);
            var world = new SweepWorld(script, stream: true, firstBackendFails: false, breaks: true);

            await world.Road.TravelAsync(world.Request, world.Sink, script.ClientLeft);

            world.AssertEverythingIsBack($"{kind} at point {point}, an answer in two parts");
            if (!script.Struck)
            {
                Assert.True(world.Sink.Finished);
                Assert.Equal(2, world.OpenedGenerations);
                break;
            }

            struckAt = point;
        }

        Assert.Equal(28, struckAt);
    }

    [Fact]
    public async Task An_unhindered_journey_delivers_and_asks_one_backend()
    {
        using var script = new SweepScript(int.MaxValue, SweepPoint.Throws);
        var world = new SweepWorld(script, stream: true, firstBackendFails: false);

        await world.Road.TravelAsync(world.Request, world.Sink, script.ClientLeft);

        Assert.True(world.Sink.Finished);
        Assert.Equal(1, world.OpenedGenerations);
    }

    [Fact]
    public async Task A_backend_that_fails_before_the_commit_point_is_followed_by_the_next()
    {
        using var script = new SweepScript(int.MaxValue, SweepPoint.Throws);
        var world = new SweepWorld(script, stream: true, firstBackendFails: true);

        await world.Road.TravelAsync(world.Request, world.Sink, script.ClientLeft);

        Assert.True(world.Sink.Finished);
        Assert.Equal(2, world.OpenedGenerations);
    }

    [Fact]
    public async Task What_nobody_expected_is_an_internal_failure_for_the_client()
    {
        using var script = new SweepScript(1, SweepPoint.Throws);
        var world = new SweepWorld(script, stream: true, firstBackendFails: false);

        await world.Road.TravelAsync(world.Request, world.Sink, script.ClientLeft);

        Assert.Equal(FailureKind.Internal, world.Sink.Refused?.Kind);
        Assert.DoesNotContain("struck", world.Sink.Refused!.Message, StringComparison.Ordinal);
    }
}
