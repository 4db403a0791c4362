using System.Text;
using GenGateway.Recording;
using GenGateway.Scheduling.Jobs;
using GenGateway.Server.Images;
using GenGateway.Storage.Images;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Recording;
using GenGateway.Tests.Server.Jobs;
using GenGateway.Tests.Storage.Images;

namespace GenGateway.Tests.Server.Images;

public sealed class ImageKeepingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();
    private readonly LinesLogger<ImageKeeping> _logger = new();
    private readonly LocalImageStore _store;

    public ImageKeepingTests() => _store = new LocalImageStore(Pictures.Settings, _folder.Path, _clock);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_cleans_at_the_start_and_then_again_and_again()
    {
        var first = PutOld(1);
        using var keeping = await StartedAsync();
        await Eventually.HoldsAsync(() => !File.Exists(first));

        for (var round = 2; round < 4; round++)
        {
            var next = PutOld(round);
            await Eventually.HoldsAsync(() => !File.Exists(next), () => _clock.Advance(TimeSpan.FromMinutes(10)));
        }

        await keeping.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Repeat("deleted 1 pictures (100 bytes) that storage.cleanup lets go", 3), _logger.Lines);
    }

    [Fact]
    public async Task A_shorter_interval_counts_at_once()
    {
        _store.Use(Pictures.Settings with { Cleanup = Pictures.Settings.Cleanup with { Interval = TimeSpan.FromDays(600) } });
        var first = PutOld(1);
        using var keeping = await StartedAsync();
        await Eventually.HoldsAsync(() => !File.Exists(first));
        var next = PutOld(2);

        _store.Use(Pictures.Settings with { Cleanup = Pictures.Settings.Cleanup with { Interval = TimeSpan.FromSeconds(1) } });

        await Eventually.HoldsAsync(() => !File.Exists(next), () => _clock.Advance(TimeSpan.FromSeconds(1)));
        await keeping.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_stop_deletes_what_was_not_finished()
    {
        using var keeping = await StartedAsync();
        var growing = Pictures.Put(_store.Incoming.NewPath(), _clock.GetUtcNow());

        await keeping.StopAsync(TestContext.Current.CancellationToken);

        Assert.False(File.Exists(growing));
    }

    [Fact]
    public async Task Pictures_of_jobs_stay_as_long_as_their_jobs()
    {
        var (kept, other) = (PutOld(1), PutOld(2));
        var forgotten = _clock.GetUtcNow().AddHours(1);
        var jobs = new FakeJobStore { Results = now => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>(now < forgotten ? [Encoding.UTF8.GetBytes($"{{\"url\":\"/images/{Pictures.Name(1)}\"}}")] : []) };
        using var keeping = await StartedAsync(jobs);

        await Eventually.HoldsAsync(() => !File.Exists(other));
        Assert.True(File.Exists(kept));

        await Eventually.HoldsAsync(() => !File.Exists(kept), () => _clock.Advance(TimeSpan.FromMinutes(10)));
        Assert.True(_clock.GetUtcNow() >= forgotten);
        await keeping.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Nothing_is_deleted_while_nobody_can_tell_what_belongs_to_a_job()
    {
        var old = PutOld(1);
        var asked = 0;
        var jobs = new FakeJobStore { Results = _ => ++asked < 3 ? throw new StoreUnavailableException("away") : Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([]) };
        using var keeping = await StartedAsync(jobs);

        await Eventually.HoldsAsync(() => !File.Exists(old), () => _clock.Advance(TimeSpan.FromMinutes(10)));

        await keeping.StopAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, _logger.Lines.Count(static line => line.StartsWith("no pictures are cleaned this time", StringComparison.Ordinal)));
        Assert.True(asked >= 3);
    }

    private async Task<ImageKeeping> StartedAsync(IJobStore? jobs = null)
    {
        var keeping = new ImageKeeping(_store, jobs, _logger, _clock);
        await keeping.StartAsync(TestContext.Current.CancellationToken);
        return keeping;
    }

    private string PutOld(int number) => Pictures.Put(_folder.At(Pictures.Name(number)), _clock.GetUtcNow().AddHours(-25));
}
