using GenGateway.Admission.Keys;
using GenGateway.Errors;
using GenGateway.Storage;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Storage;

public sealed class KeyStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _folder.At("database.db");

    private DatabaseUrl Url => new(Path, DatabaseMode.ReadWriteCreate);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_key_is_the_same_after_a_restart()
    {
        var whole = Key("a") with
        {
            Models = ["m\"1", "ü*"],
            Limits = "{\"max_concurrent\":1}",
            Budget = "{\"usd\":1}",
            Expires = Texts.Noon.AddDays(1),
            Enabled = false,
            PreviousSha256 = new string('1', 64),
            PreviousUntil = Texts.Noon.AddHours(1),
            RotatedAt = Texts.Noon,
        };
        await using (var records = Records.Open(Path))
        {
            await WriteAsync(records.All.Keys, whole);
            await WriteAsync(records.All.Keys, Key("b") with { CreatedAt = Texts.Noon.AddMinutes(1) });
            await WriteAsync(records.All.Keys, Key("b") with { CreatedAt = Texts.Noon.AddMinutes(1), RevokedAt = Texts.Noon.AddMinutes(2) });
        }

        await using var again = Records.Open(Path);
        var all = (await again.All.Keys.ListAsync(Cancel)).All;
        Assert.Equal(["a", "b"], all.Select(static key => key.Name));
        Assert.Equal(whole with { Scopes = all[0].Scopes, Models = all[0].Models }, all[0]);
        Assert.Equal(whole.Models, all[0].Models);
        Assert.Equal(whole.Scopes, all[0].Scopes);
        Assert.Equal(Texts.Noon.AddMinutes(2), all[1].RevokedAt);
    }

    [Fact]
    public async Task A_running_store_sees_what_commands_change_and_the_stamp_tells_that_something_did()
    {
        await using var records = Records.Open(Path);
        var running = records.All.Keys;
        var before = await running.StampAsync(Cancel);
        Assert.Equal(before, await running.StampAsync(Cancel));
        using (var command = KeyDatabase.Open(Url, TimeProvider.System))
            await WriteAsync(command, Key("a"));

        var seen = await running.ListAsync(Cancel);
        Assert.NotEqual(before, seen.Stamp);
        Assert.Equal("a", Assert.Single(seen.All).Name);
        Records.Run(Path, "DELETE FROM keys");
        Assert.NotEqual(seen.Stamp, await running.StampAsync(Cancel));
    }

    [Fact]
    public async Task What_is_decided_against_is_not_written()
    {
        await using var records = Records.Open(Path);
        var outcome = await records.All.Keys.ChangeAsync(static _ => new Failure(FailureKind.InvalidValue, "no"), Cancel);
        Assert.Equal("no", outcome.Failure!.Message);
        Assert.Empty((await records.All.Keys.ListAsync(Cancel)).All);
    }

    [Fact]
    public async Task Decisions_of_two_programs_never_see_the_same_keys_and_both_write()
    {
        await using var records = Records.Open(Path);
        using var command = KeyDatabase.Open(Url, TimeProvider.System);
        var turns = new[] { 0, 0 };
        async Task Add(IKeyStore store, int who)
        {
            // Each name says how many keys its decision saw: one that two saw is a name that is there already, and the row is refused.
            for (var i = 0; i < 20; i++)
                Assert.True((await store.ChangeAsync(all => Key($"after-{all.Count}"), Cancel)).TryGet(out _, out _));
            turns[who]++;
        }

        await Task.WhenAll(Add(records.All.Keys, 0), Task.Factory.StartNew(() => Add(command, 1), Cancel, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
        Assert.Equal(Enumerable.Range(0, 40).Select(static count => $"after-{count}").Order(), (await records.All.Keys.ListAsync(Cancel)).All.Select(static key => key.Name).Order());
        Assert.Equal([1, 1], turns);
    }

    [Fact]
    public async Task Whether_there_are_keys_is_seen_without_making_or_changing_anything()
    {
        Assert.False(KeyDatabase.HasKeys(Url));
        Assert.False(File.Exists(Path));
        Records.Run(Path, "CREATE TABLE other (x)");
        Assert.False(KeyDatabase.HasKeys(Url));
        File.Delete(Path);
        using (var command = KeyDatabase.Open(Url, TimeProvider.System))
        {
            Assert.False(KeyDatabase.HasKeys(Url));
            await WriteAsync(command, Key("a") with { RevokedAt = Texts.Noon });
        }

        Assert.True(KeyDatabase.HasKeys(Url));
        await File.WriteAllTextAsync(Path, "no database", Cancel);
        Assert.False(KeyDatabase.HasKeys(Url));
    }

    [Fact]
    public void A_database_in_memory_is_out_of_a_commands_reach() => Assert.Contains(
        "POST /admin/keys",
        Assert.Throws<StoreRefusedException>(static () => KeyDatabase.Open(new DatabaseUrl("", DatabaseMode.Memory), TimeProvider.System)).Message,
        StringComparison.Ordinal);

    private static async Task WriteAsync(IKeyStore store, StoredKey key) => Assert.True((await store.ChangeAsync(_ => key, Cancel)).TryGet(out _, out _));

    private static StoredKey Key(string name) => new()
    {
        Id = $"key_{name}",
        Name = name,
        Sha256 = GenGateway.Configuration.ApiKey.From(new GenGateway.Configuration.Secret(name), default).HashText(),
        Scopes = ["generate", "admin"],
        CreatedAt = Texts.Noon,
    };
}
