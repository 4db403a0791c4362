using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Storage;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Storage;

public sealed class TransactionStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _folder.At("data/database.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_settled_record_is_listed_with_everything_and_survives_a_restart()
    {
        await using (var records = Records.Open(Path))
            records.Journal.Record("Größe\0 and \ud800", "日本\0");

        await using var again = Records.Open(Path);
        var page = await again.ListAsync();

        var transaction = Assert.Single(page.Transactions);
        Assert.Equal((1, 1L, null), (page.Transactions.Count, page.Total, page.Next));
        Assert.Equal(("Größe\0 and \ufffd", "日本\0"), (transaction.Prompt, transaction.Response));
        Assert.Equal((1, "r1", "openai.chat", "second", "tiny-chat", "alice"), (transaction.Id, transaction.RequestId, transaction.Surface, transaction.Backend, transaction.ModelName, transaction.Key));
        Assert.Equal((RecordStatus.Succeeded, 2, 3, 0, UsageSource.Reported), (transaction.Status, transaction.Attempts, transaction.PromptTokens, transaction.CompletionTokens, transaction.Source));
        Assert.Equal((0.25, null, 70, 20, Texts.Noon), (transaction.CostUsd, transaction.ErrorCode, transaction.DurationMs, transaction.FirstTokenMs, transaction.CreatedAt));
    }

    [Fact]
    public async Task What_is_unknown_stays_unknown()
    {
        await using var records = Records.Open(Path);
        var id = records.Journal.NextId();
        records.Journal.Reserve(new Reservation { Id = id, RequestId = "r", Surface = "s", Created = Texts.Noon }, out _);
        records.Journal.Settle(new Settlement { Id = id, Status = RecordStatus.Failed, Created = Texts.Noon, ErrorCode = "timeout" });

        var transaction = Assert.Single((await records.ListAsync()).Transactions);

        Assert.Equal((RecordStatus.Failed, "timeout", "", ""), (transaction.Status, transaction.ErrorCode, transaction.Prompt, transaction.Response));
        Assert.Null(transaction.Key ?? transaction.Backend ?? transaction.ModelName);
        Assert.Null(transaction.PromptTokens ?? transaction.CompletionTokens);
        Assert.Null(transaction.Source);
        Assert.Null(transaction.CostUsd);
        Assert.Null(transaction.DurationMs ?? transaction.FirstTokenMs);
    }

    [Fact]
    public async Task A_posted_transaction_is_there_when_its_id_is_told()
    {
        await using var records = Records.Open(Path);

        var added = await records.Transactions.AddAsync(new NewTransaction("a\0b", "c", null, "bob", "r9"), Cancel);
        var listed = Assert.Single((await records.Transactions.ListAsync(new TransactionQuery(), Cancel)).Transactions);

        Assert.Equal(added, listed);
        Assert.Equal((1, "a\0b", "transactions", null, "bob"), (added.Id, added.Prompt, added.Surface, added.ModelName, added.Key));
    }

    [Fact]
    public async Task Pages_are_newest_first_complete_and_without_repeats()
    {
        await using var records = Records.Open(Path);
        for (var i = 0; i < 25; i++)
        {
            var id = records.Journal.NextId();
            // Pairs share a time, and time does not run with the ids.
            records.Journal.Reserve(Texts.Reservation(id, $"prompt {i}"), out _);
            records.Journal.Settle(Texts.Settlement(id) with { Created = Texts.Noon.AddMinutes(-(i / 2)) });
        }

        var seen = new List<Transaction>();
        TransactionCursor? cursor = null;
        do
        {
            var page = await records.ListAsync(new TransactionQuery { Limit = 10, Cursor = cursor });
            Assert.Equal(25, page.Total);
            seen.AddRange(page.Transactions);
            if (page.Next is { } next)
                Assert.True(TransactionCursor.TryParse(next.ToString(), out next));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(25, seen.Select(transaction => transaction.Id).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(transaction => transaction.CreatedAt).ThenByDescending(transaction => transaction.Id), seen);
    }

    [Fact]
    public async Task Every_filter_filters_and_the_total_follows()
    {
        await using var records = Records.Open(Path);
        foreach (var (model, backend, key, status, minute) in new[]
        {
            ("m1", "b1", "alice", RecordStatus.Succeeded, 0),
            ("m1", "b2", "bob", RecordStatus.Failed, 1),
            ("m2", "b1", "alice", RecordStatus.Cancelled, 2),
            ("m\0", "b1", "alice", RecordStatus.Interrupted, 3),
        })
        {
            var id = records.Journal.NextId();
            records.Journal.Reserve(Texts.Reservation(id) with { Key = key }, out _);
            records.Journal.Settle(Texts.Settlement(id) with { Model = model, Backend = backend, Status = status, Created = Texts.Noon.AddMinutes(minute) });
        }

        async Task<(string, long)> Of(TransactionQuery query)
        {
            var page = await records.ListAsync(query);
            return (string.Join(' ', page.Transactions.Select(transaction => transaction.Id)), page.Total);
        }

        Assert.Equal(("4 3 2 1", 4), await Of(new()));
        Assert.Equal(("2 1", 2), await Of(new() { Model = "m1" }));
        Assert.Equal(("4", 1), await Of(new() { Model = "m\0" }));
        Assert.Equal(("4 3 1", 3), await Of(new() { Backend = "b1" }));
        Assert.Equal(("4 3 1", 3), await Of(new() { Key = "alice" }));
        Assert.Equal(("2", 1), await Of(new() { Status = RecordStatus.Failed }));
        Assert.Equal(("4 3", 2), await Of(new() { Since = Texts.Noon.AddMinutes(2) }));
        Assert.Equal(("2 1", 2), await Of(new() { Until = Texts.Noon.AddMinutes(2) }));
        Assert.Equal(("3", 3), await Of(new() { Key = "alice", Limit = 1, Cursor = new(Texts.Noon.AddMinutes(3).ToUnixTimeMilliseconds(), 4) }));
        Assert.Equal(("", 0), await Of(new() { Model = "m1", Key = "nobody" }));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("_____________________w")]
    [InlineData("' OR 1=1 --")]
    public void A_cursor_that_was_never_given_is_refused(string text) => Assert.False(TransactionCursor.TryParse(text, out _));

    [Theory]
    [InlineData("")]
    [InlineData(" WHERE status = 'failed'")]
    [InlineData(" WHERE model_name = 'm' AND created_at >= '2026'")]
    [InlineData(" WHERE \"key\" = 'alice'")]
    public async Task Finding_and_counting_reads_an_index_and_never_the_rows(string filter)
    {
        await using (Records.Open(Path))
        {
        }

        using var connection = Records.Connect(Path);
        foreach (var statement in new[] { $"SELECT id FROM transactions{filter} ORDER BY created_at DESC, id DESC LIMIT 10", $"SELECT COUNT(*) FROM transactions{filter}" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = "EXPLAIN QUERY PLAN " + statement;
            using var plan = command.ExecuteReader();
            while (plan.Read())
            {
                Assert.Contains("COVERING INDEX", plan.GetString(3), StringComparison.Ordinal);
                Assert.DoesNotContain("TEMP B-TREE", plan.GetString(3), StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task A_database_in_memory_keeps_records_and_leaves_nothing_behind()
    {
        var temporary = System.IO.Path.GetTempPath();
        var before = Directory.GetDirectories(temporary, "gengateway-journal-*");
        await using (var records = Records.Open("", open: DatabaseMode.Memory))
        {
            await using var other = Records.Open("", open: DatabaseMode.Memory);
            records.Journal.Record();
            await records.Transactions.AddAsync(new NewTransaction("p", "r", "m", null, "r"), Cancel);
            Assert.Equal(2, (await records.ListAsync()).Total);
            Assert.Equal(0, (await other.ListAsync()).Total);
        }

        Assert.Empty(Directory.GetDirectories(temporary, "gengateway-journal-*").Except(before));
    }

    [Fact]
    public async Task Dropping_forgets_tables_and_journal_and_nothing_else()
    {
        await using (var records = Records.Open(Path))
            records.Journal.Record();
        Records.Run(Path, "CREATE TABLE others (x); INSERT INTO others VALUES (1)");

        await using (var records = Records.Open(Path, MigrationMode.DropRecreate))
        {
            Assert.Equal(0, (await records.ListAsync()).Total);
            records.Journal.Record();
            Assert.Equal(1, (await records.ListAsync()).Total);
        }

        using var connection = Records.Connect(Path);
        Assert.Equal(1, Sql.Number(connection, null, "SELECT COUNT(*) FROM others"));
    }
}
