using System.Text;
using GenGateway.Recording;
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

    [Fact]
    public async Task An_answer_counts_as_memory_in_flight_until_it_is_stored()
    {
        using var world = new JobWorld();
        var isGone = true;
        var tried = new TaskCompletionSource();
        world.Store.Save = job =>
        {
            if (!Volatile.Read(ref isGone) || job.Status != JobStatus.Succeeded)
                return;
            tried.TrySetResult();
            throw new StoreUnavailableException("Gone.", null);
        };
        await world.Runner.StartAsync(TestContext.Current.CancellationToken);
        var id = await world.SubmitAsync();
        await tried.Task;

        var held = (await world.EndAsync(id)).Result!.Value.Length;
        Assert.InRange(world.Memory.Used, held, long.MaxValue);

        Volatile.Write(ref isGone, false);
        await world.UntilAsync(() => world.Memory.Used == 0);
        await world.StopAsync();
    }

    [Fact]
    public async Task An_answer_that_finds_no_memory_fails_its_job_and_holds_none()
    {
        using var world = new JobWorld(memory: 500);
        await world.Runner.StartAsync(TestContext.Current.CancellationToken);

        var job = await world.EndAsync(await world.SubmitAsync());

        Assert.Equal(JobStatus.Failed, job.Status);
        Assert.Contains("memory_full", Encoding.UTF8.GetString(job.Error!.Value.Span), StringComparison.Ordinal);
        await world.UntilAsync(() => world.Memory.Used == 0);
        await world.StopAsync();
    }
}
