using GenGateway.Scheduling.Jobs;

namespace GenGateway.Tests.Server.Jobs;

public sealed class JobRunnerTests
{
    [Fact]
    public async Task A_jobs_wait_for_its_turn_is_not_the_gateways_own_time()
    {
        using var world = new JobWorld();
        var id = await world.SubmitAsync();
        world.Clock.Advance(TimeSpan.FromSeconds(10));

        await world.Runner.StartAsync(TestContext.Current.CancellationToken);

        Assert.Equal(JobStatus.Succeeded, (await world.EndAsync(id)).Status);
        Assert.Equal(TimeSpan.Zero, world.Head!.Overhead);
        await world.StopAsync();
    }
}
