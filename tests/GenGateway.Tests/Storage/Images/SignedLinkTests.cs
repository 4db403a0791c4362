using GenGateway.Storage.Images;
using GenGateway.Tests.Recording;
using GenGateway.Tests.Surfaces;
using Microsoft.AspNetCore.WebUtilities;

namespace GenGateway.Tests.Storage.Images;

public sealed class SignedLinkTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FixedClock _clock = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Key => _folder.At(".link-key");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_signed_link_counts_until_it_expires()
    {
        var store = Store();
        var link = Parse(await Pictures.KeepAsync(store, Pictures.Bytes()));

        Assert.Equal(TimeSpan.FromHours(1), await LeftAsync(store, link));
        _clock.Passed = TimeSpan.FromSeconds(3599);
        Assert.Equal(TimeSpan.FromSeconds(1), await LeftAsync(store, link));
        _clock.Passed = TimeSpan.FromSeconds(3600);
        Assert.Null(await LeftAsync(store, link));
    }

    [Fact]
    public async Task Whatever_is_changed_the_link_counts_no_more()
    {
        var store = Store();
        var link = Parse(await Pictures.KeepAsync(store, Pictures.Bytes()));
        var (name, expires, signature) = link;
        (string, string?, string?)[] changed =
        [
            (Pictures.Name(1), expires, signature),
            (name, long.Parse(expires!) + 1 + "", signature),
            (name, "0" + expires, signature),
            (name, "+" + expires, signature),
            (name, expires + "0", signature),
            (name, "99999999999999999999999", signature),
            (name, "9223372036854775807", signature),
            (name, "-1", signature),
            (name, "", signature),
            (name, null, signature),
            (name, expires, null),
            (name, expires, ""),
            (name, expires, signature![1..]),
            (name, expires, signature + "="),
            (name, expires, (signature[0] == 'A' ? 'B' : 'A') + signature[1..]),
            (name, expires, signature.ToLowerInvariant()),
        ];

        Assert.NotNull(await LeftAsync(store, link));
        foreach (var other in changed)
            Assert.Null(await LeftAsync(store, other));
    }

    [Fact]
    public async Task It_counts_at_every_process_of_the_folder_and_after_a_restart()
    {
        var link = Parse(await Pictures.KeepAsync(Store(), Pictures.Bytes()));

        Assert.NotNull(await LeftAsync(Store(), link));
        Assert.Equal(32, new FileInfo(Key).Length);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Key));
        File.Delete(Key);
        Assert.Null(await LeftAsync(Store(), link));
    }

    [Fact]
    public async Task Processes_that_begin_together_sign_with_one_key()
    {
        LocalImageStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => Store())];
        var links = await Task.WhenAll(stores.Select(store => Task.Factory.StartNew(() => Pictures.KeepAsync(store, Pictures.Bytes()), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        foreach (var link in links)
            Assert.NotNull(await LeftAsync(stores[0], Parse(link)));
    }

    [Fact]
    public async Task A_key_that_a_crash_cut_off_is_made_anew()
    {
        await File.WriteAllBytesAsync(Key, new byte[7], Cancel);

        var link = Parse(await Pictures.KeepAsync(Store(), Pictures.Bytes()));

        Assert.Equal(32, new FileInfo(Key).Length);
        Assert.NotNull(await LeftAsync(Store(), link));
    }

    [Fact]
    public async Task Where_links_are_not_signed_every_one_counts_and_no_key_is_made()
    {
        var store = Store();
        store.Use(Pictures.Settings);

        Assert.DoesNotContain('?', await Pictures.KeepAsync(store, Pictures.Bytes()));
        Assert.NotNull(await LeftAsync(store, (Pictures.Name(1), null, null)));
        Assert.False(File.Exists(Key));
        store.Use(Pictures.Signing);
        Assert.Null(await LeftAsync(store, (Pictures.Name(1), null, null)));
    }

    private static ValueTask<TimeSpan?> LeftAsync(LocalImageStore store, (string Name, string? Expires, string? Signature) link) =>
        store.LinkLeftAsync(link.Name, link.Expires, link.Signature, Cancel);

    private static (string Name, string? Expires, string? Signature) Parse(string link)
    {
        var url = new Uri(link);
        var query = QueryHelpers.ParseQuery(url.Query);
        return (url.Segments[^1], query["expires"], query["signature"]);
    }

    private LocalImageStore Store() => new(Pictures.Signing, _folder.Path, _clock);
}
