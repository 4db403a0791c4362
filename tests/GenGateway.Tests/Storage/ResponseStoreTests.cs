using GenGateway.Storage;
using GenGateway.Storage.Migrations;
using GenGateway.Surfaces.Responses;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Storage;

public sealed class ResponseStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _folder.At("database.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_response_keeps_who_made_it_and_whose_it_is()
    {
        await using var records = Records.Open(Path);
        await records.All.Responses.SaveAsync(Response("resp_1", "studio", "{}") with { Backend = "openai" }, Cancel);
        await records.All.Responses.SaveAsync(Response("resp_2", null, "{}"), Cancel);

        var (relayed, translated) = (await records.All.Responses.FindAsync("resp_1", Cancel), await records.All.Responses.FindAsync("resp_2", Cancel));
        Assert.Equal(("studio", "openai", 0), (relayed?.Key, relayed?.Backend, relayed?.Conversation.Length));
        Assert.Equal((null, null), (translated?.Key, translated?.Backend));
    }

    [Fact]
    public async Task An_id_that_a_server_gives_twice_means_the_newer_response_of_the_same_key_alone()
    {
        await using var records = Records.Open(Path);
        await records.All.Responses.SaveAsync(Response("resp_1", "studio", "[1]"), Cancel);
        await records.All.Responses.SaveAsync(Response("resp_1", "studio", "[2]"), Cancel);
        await records.All.Responses.SaveAsync(Response("resp_1", "other", "[3]"), Cancel);
        await records.All.Responses.SaveAsync(Response("resp_1", null, "[4]"), Cancel);

        var kept = await records.All.Responses.FindAsync("resp_1", Cancel);
        Assert.Equal("studio", kept?.Key);
        Assert.Equal("[2]"u8.ToArray(), kept?.Response.ToArray());
    }

    [Fact]
    public async Task What_was_kept_before_backends_kept_any_is_kept_here()
    {
        using (var connection = Records.Connect(Path))
        {
            Migrator.Migrate(connection, TimeProvider.System, [.. Migrator.Steps.Where(step => step.Version <= 5)]);
            Sql.Run(connection, null, "INSERT INTO responses VALUES ('resp_1', NULL, '2026-01-01T00:00:00.000Z', '2099-01-01T00:00:00.000Z', x'5b5d', x'7b7d')");
        }

        await using var records = Records.Open(Path);
        var kept = await records.All.Responses.FindAsync("resp_1", Cancel);
        Assert.Null(kept?.Backend);
        Assert.Equal("[]"u8.ToArray(), kept?.Conversation.ToArray());
    }

    private static StoredResponse Response(string id, string? key, string content) =>
        new(id, key, Texts.Noon, Texts.Noon.AddDays(30), ReadOnlyMemory<byte>.Empty, System.Text.Encoding.UTF8.GetBytes(content));
}
