using System.Text;
using GenGateway.Configuration;
using GenGateway.Storage.Images;
using GenGateway.Tests.Recording;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Storage.Images;

public sealed class ImageCleanupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_older_than_it_may_be_goes_and_the_rest_stays()
    {
        Put(Pictures.Name(1), hours: 24.1);
        Put(Pictures.Name(2, "webp"), hours: 1000);
        Put(Pictures.Name(3), hours: 23.9);
        Put(Pictures.Name(4), hours: -5);

        Assert.Equal(new CleanedImages(2, 200), Store(Pictures.Settings.Cleanup).Clean([], Cancel));
        Assert.Equal([Pictures.Name(3), Pictures.Name(4)], Names());
    }

    [Fact]
    public void The_oldest_go_until_the_rest_may_stay()
    {
        const int half = 512 << 10;
        Put(Pictures.Name(1), hours: 1, half);
        Put(Pictures.Name(2), hours: 3, half);
        Put(Pictures.Name(3), hours: 2, half);
        Put(Pictures.Name(4), hours: 4, 12);
        var store = Store(Pictures.Settings.Cleanup with { MaxAge = null, MaxTotalBytes = 1 << 20 });

        Assert.Equal(new CleanedImages(2, half + 12), store.Clean([], Cancel));
        Assert.Equal([Pictures.Name(1), Pictures.Name(3)], Names());
        Assert.Equal(default, store.Clean([], Cancel));
    }

    [Fact]
    public void Without_limits_and_without_a_folder_there_is_nothing_to_do()
    {
        Assert.Equal(default, Store(Pictures.Settings.Cleanup).Clean([], Cancel));
        Put(Pictures.Name(1), hours: 100_000);

        Assert.Equal(default, Store(Pictures.Settings.Cleanup with { MaxAge = null }).Clean([], Cancel));
        Assert.Equal(default, Store(Pictures.Settings.Cleanup with { Enabled = false }).Clean([], Cancel));
        Assert.Equal([Pictures.Name(1)], Names());
    }

    [Fact]
    public void What_an_answer_that_is_kept_links_to_stays_and_counts()
    {
        const int half = 512 << 10;
        Put(Pictures.Name(1), hours: 1000, half);
        Put(Pictures.Name(2), hours: 3, half);
        Put(Pictures.Name(3), hours: 2, half);
        Put(Pictures.Name(4), hours: 1, half);
        var answer = Encoding.UTF8.GetBytes($$"""{"data":[{"url":"http://127.0.0.1:8080/images/{{Pictures.Name(1)}}?expires=9&signature=a"},{"url":"/app/{{Pictures.Name(7, "webp")}}"}],"n":1.5}""");

        Assert.Equal(new CleanedImages(2, 2 * half), Store(Pictures.Settings.Cleanup with { MaxTotalBytes = 1 << 20 }).Clean([answer], Cancel));
        Assert.Equal([Pictures.Name(1), Pictures.Name(4)], Names());
    }

    [Fact]
    public void Whatever_is_no_kept_picture_stays_and_does_not_count()
    {
        string[] foreign = [".link-key", "holiday.png", "0123.png", Pictures.Name(1) + ".txt", Pictures.Name(1, "svg"), Pictures.Name(2).ToUpperInvariant()];
        foreach (var name in foreign)
            Put(name, hours: 1000, 1 << 20);
        Put("album/" + Pictures.Name(3), hours: 1000);
        Directory.CreateDirectory(_folder.At("store/" + Pictures.Name(4)));
        File.CreateSymbolicLink(_folder.At("store/" + Pictures.Name(5)), _folder.At("store/holiday.png"));
        Put(Pictures.Name(6), hours: 1);

        Assert.Equal(default, Store(Pictures.Settings.Cleanup with { MaxTotalBytes = 1 << 20 }).Clean([], Cancel));
        Assert.Equal([.. foreign.Append(Pictures.Name(5)).Append(Pictures.Name(6)).Order(StringComparer.Ordinal)], Names());
        Assert.True(File.Exists(_folder.At("store/album/" + Pictures.Name(3))));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_dead_processes_left_goes_after_a_day_and_nobody_elses(bool cleans)
    {
        var store = Store(Pictures.Settings.Cleanup with { Enabled = cleans });
        var dead = Store(Pictures.Settings.Cleanup).Incoming;
        var old = Pictures.Put(dead.NewPath(), FixedClock.Start.AddHours(-25));
        var fresh = Pictures.Put(dead.NewPath(), FixedClock.Start.AddHours(-23));
        var own = Pictures.Put(store.Incoming.NewPath(), FixedClock.Start.AddHours(-25));
        var foreign = Pictures.Put(Path.Combine(dead.Path, "notes.txt"), FixedClock.Start.AddHours(-25));

        store.Clean([], Cancel);

        Assert.False(File.Exists(old));
        Assert.All((string[])[fresh, own, foreign], static path => Assert.True(File.Exists(path), path));
    }

    [Fact]
    public void A_stop_takes_what_is_left_of_the_process_itself()
    {
        var (store, other) = (Store(Pictures.Settings.Cleanup), Store(Pictures.Settings.Cleanup));
        var own = Pictures.Put(store.Incoming.NewPath(), FixedClock.Start);
        var others = Pictures.Put(other.Incoming.NewPath(), FixedClock.Start);

        store.Incoming.Empty();

        Assert.False(File.Exists(own));
        Assert.True(File.Exists(others));
    }

    private void Put(string name, double hours, int length = 100) => Pictures.Put(_folder.At("store/" + name), FixedClock.Start.AddHours(-hours), length);

    private string[] Names() => [.. Directory.GetFiles(_folder.At("store")).Select(static path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    private LocalImageStore Store(StorageCleanupConfig cleanup) => new(Pictures.Settings with { BasePath = "store", Cleanup = cleanup }, _folder.Path, new FixedClock());
}
