using System.Text.RegularExpressions;
using GenGateway.TestKit;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Storage.Images;
using GenGateway.Tests.Recording;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Storage.Images;

public sealed partial class LocalImageStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("png", "image/png", 100)]
    [InlineData("jpg", "image/jpeg", 100)]
    [InlineData("gif", "image/gif", 100)]
    [InlineData("webp", "image/webp", 100)]
    [InlineData("png", "image/png", Pictures.Large)]
    public async Task A_picture_is_kept_under_a_name_that_nobody_guesses_and_is_what_its_bytes_say(string extension, string type, int length)
    {
        var store = Store();
        var bytes = Pictures.Bytes(extension, length);

        using var payload = await Pictures.ComeToAsync(store, bytes);
        Assert.True((await store.KeepAsync(payload, Pictures.Link, Cancel)).TryGet(out var link, out _));
        var name = link[(link.LastIndexOf('/') + 1)..];

        Assert.StartsWith("http://127.0.0.1:8080/images/", link, StringComparison.Ordinal);
        Assert.Matches(Name(), name);
        Assert.EndsWith("." + extension, name, StringComparison.Ordinal);
        var image = store.Open(name)!;
        await using (image.Content.ConfigureAwait(true))
        {
            var read = new MemoryStream();
            await image.Content.CopyToAsync(read, Cancel);
            Assert.Equal(bytes, read.ToArray());
        }

        Assert.Equal(type, image.Type.MediaType);
        var again = new byte[bytes.Length];
        Assert.True(await payload.ReadAsync(again, 0, Cancel) > 0);
        Assert.Empty(Directory.GetFiles(store.Incoming.Path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_folder.At("store/" + name)));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.At("store")));
        }
    }

    [Fact]
    public async Task Two_that_are_alike_have_two_names()
    {
        var store = Store();
        Assert.NotEqual(await Pictures.KeepAsync(store, Pictures.Bytes()), await Pictures.KeepAsync(store, Pictures.Bytes()));
    }

    [Theory]
    [InlineData("https://cdn.example/p")]
    [InlineData("https://cdn.example/p/")]
    public async Task A_link_begins_as_configured(string prefix)
    {
        var store = Store();
        store.Use(Pictures.Settings with { UrlPrefix = prefix });

        Assert.Matches("^https://cdn\\.example/p/[0-9a-f]{32}\\.png$", await Pictures.KeepAsync(store, Pictures.Bytes()));
    }

    [Fact]
    public async Task Who_wants_a_file_gets_its_whole_path()
    {
        var path = await Pictures.KeepAsync(Store(), Pictures.Bytes(), new ImageDelivery(ImageForm.File, "http://127.0.0.1"));

        Assert.Equal(_folder.At("store"), Path.GetDirectoryName(path));
        Assert.Equal(Pictures.Bytes(), await File.ReadAllBytesAsync(path, Cancel));
    }

    [Fact]
    public async Task What_is_no_picture_is_not_kept()
    {
        var store = Store();
        using var payload = await Pictures.ComeToAsync(store, Pictures.Bytes("svg"));

        Assert.False((await store.KeepAsync(payload, Pictures.Link, Cancel)).TryGet(out _, out var failure));

        Assert.Equal(FailureKind.BackendError, failure.Kind);
        Assert.Contains("no picture", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.At("store")));
    }

    [Fact]
    public async Task Who_leaves_meanwhile_leaves_nothing_behind()
    {
        var store = Store();
        using var payload = await Pictures.ComeToAsync(store, Pictures.Bytes());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await store.KeepAsync(payload, Pictures.Link, new CancellationToken(canceled: true)));

        Assert.Empty(Directory.GetFiles(_folder.At("store"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_failure_that_names_the_setting()
    {
        await File.WriteAllTextAsync(_folder.At("store"), "", Cancel);
        var store = Store();
        using var payload = await Pictures.ComeToAsync(store, Pictures.Bytes());

        Assert.False((await store.KeepAsync(payload, Pictures.Link, Cancel)).TryGet(out _, out var failure));

        Assert.Equal(FailureKind.StoreUnavailable, failure.Kind);
        Assert.Contains("storage.base_path", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_full_disk_nothing_is_kept_by_half_and_later_all_is_well()
    {
        using var disk = SmallDisk.TryMount(_folder.At("store"));
        Assert.SkipWhen(disk is null, "File systems cannot be mounted here.");
        var store = Store();
        var bytes = Pictures.Bytes(length: 200_000);
        using var payload = await Pictures.ComeToAsync(store, bytes);
        Directory.CreateDirectory(store.Incoming.Path);
        disk.Fill();

        Assert.False((await store.KeepAsync(payload, Pictures.Link, Cancel)).TryGet(out _, out var failure));

        Assert.Equal(FailureKind.StoreUnavailable, failure.Kind);
        Assert.Equal(["filling"], Directory.GetFiles(_folder.At("store"), "*", SearchOption.AllDirectories).Select(Path.GetFileName));
        disk.Free();
        Assert.True((await store.KeepAsync(payload, Pictures.Link, Cancel)).TryGet(out var link, out _));
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder.At("store/" + Path.GetFileName(link)), Cancel));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData(".link-key")]
    [InlineData(".incoming")]
    [InlineData("picture.png")]
    [InlineData("0000000000000000000000000000000.png")]
    [InlineData("000000000000000000000000000000001.png")]
    [InlineData("0000000000000000000000000000000A.png")]
    [InlineData("00000000000000000000000000000001.PNG")]
    [InlineData("00000000000000000000000000000001.svg")]
    [InlineData("00000000000000000000000000000001.html")]
    [InlineData("00000000000000000000000000000001")]
    [InlineData("00000000000000000000000000000001.")]
    [InlineData("00000000000000000000000000000001.png ")]
    [InlineData("00000000000000000000000000000001.png/")]
    [InlineData("00000000000000000000000000000001.png\0")]
    [InlineData("00000000000000000000000000000001.png.html")]
    [InlineData("00000000000000000000000000000001%2Epng")]
    [InlineData("../store/00000000000000000000000000000001.png")]
    [InlineData("./00000000000000000000000000000001.png")]
    [InlineData("..%2f00000000000000000000000000000001.png")]
    [InlineData("..\\00000000000000000000000000000001.png")]
    public void Nothing_but_names_of_kept_pictures_is_opened(string name)
    {
        var store = Store();
        Pictures.Put(_folder.At("store/" + Pictures.Name(1)), FixedClock.Start);
        if (name.Length > 2 && name.IndexOfAny(['/', '\0']) < 0 && name != ".incoming")
            Pictures.Put(_folder.At("store/" + name), FixedClock.Start);

        store.Open(Pictures.Name(1))!.Content.Dispose();
        Assert.Null(store.Open(name));
    }

    [Fact]
    public void Neither_links_nor_folders_with_such_a_name_are_opened()
    {
        var secret = Pictures.Put(_folder.At("secret.png"), FixedClock.Start);
        Directory.CreateDirectory(_folder.At("store/" + Pictures.Name(1)));
        File.CreateSymbolicLink(_folder.At("store/" + Pictures.Name(2)), secret);

        Assert.Null(Store().Open(Pictures.Name(1)));
        Assert.Null(Store().Open(Pictures.Name(2)));
        Assert.Null(Store().Open(Pictures.Name(3)));
    }

    private LocalImageStore Store() => new(Pictures.Settings with { BasePath = "store" }, _folder.Path, new FixedClock());

    [GeneratedRegex(@"^[0-9a-f]{32}\.(png|jpg|gif|webp)$")]
    private static partial Regex Name();
}
