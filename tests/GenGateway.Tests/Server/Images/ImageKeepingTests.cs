using GenGateway.Server.Images;
using GenGateway.Storage.Images;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Recording;
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

    private async Task<ImageKeeping> StartedAsync()
    {
        var keeping = new ImageKeeping(_store, _logger, _clock);
        await keeping.StartAsync(TestContext.Current.CancellationToken);
        return keeping;
    }

    private string PutOld(int number) => Pictures.Put(_folder.At(Pictures.Name(number)), _clock.GetUtcNow().AddHours(-25));
}
