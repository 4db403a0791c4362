using GenGateway.Storage;
using GenGateway.Storage.Migrations;
using GenGateway.Tests.Recording;

namespace GenGateway.Tests.Storage;

public sealed class MigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.At("database.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_predecessors_database_is_taken_over_with_its_rows_ids_and_times()
    {
        Records.Run(Path, """
            CREATE TABLE IF NOT EXISTS transactions (
                id INTEGER PRIMARY KEY AUTOINCREMENT, prompt TEXT NOT NULL, response TEXT NOT NULL, model_name TEXT, created_at DATETIME DEFAULT CURRENT_TIMESTAMP);
            INSERT INTO transactions (id, prompt, response, model_name, created_at) VALUES (3, 'old', 'answer', 'gpt2', '2025-06-07 08:09:10');
            INSERT INTO transactions (id, prompt, response) VALUES (7, 'newer', 'answer');
            """);

        await using var records = Records.Open(Path);
        records.Journal.Record("newest");
        var rows = (await records.ListAsync()).Transactions.ToDictionary(transaction => transaction.Id);

        Assert.Equal([3, 7, 8], rows.Keys.Order());
        Assert.Equal(("old", "answer", "gpt2"), (rows[3].Prompt, rows[3].Response, rows[3].ModelName));
        Assert.Equal(new DateTimeOffset(2025, 6, 7, 8, 9, 10, TimeSpan.Zero), rows[3].CreatedAt);
        Assert.Equal(("newer", null), (rows[7].Prompt, rows[7].ModelName));
        Assert.Equal("newest", rows[8].Prompt);
    }

    [Fact]
    public void Somebody_elses_table_of_the_same_name_is_left_alone()
    {
        Records.Run(Path, "CREATE TABLE transactions (id INTEGER, amount REAL); INSERT INTO transactions VALUES (1, 2.5)");

        Assert.Contains("amount", Records.Refusal(Path), StringComparison.Ordinal);

        using var connection = Records.Connect(Path);
        Assert.Equal(1, Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions WHERE amount = 2.5"));
    }

    [Fact]
    public async Task A_newer_schema_is_refused_and_not_touched()
    {
        await using (Records.Open(Path))
        {
        }

        Records.Run(Path, "INSERT INTO gengateway_schema VALUES (99, 'later', '2030-01-01T00:00:00.000Z')");

        var refusal = Records.Refusal(Path);

        Assert.Contains("version 99", refusal, StringComparison.Ordinal);
        Assert.Contains("newer gengateway", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_that_fails_in_its_middle_leaves_nothing_of_itself()
    {
        using var connection = Records.Connect(Path);
        Migration[] steps =
        [
            new(1, "one", (open, transaction) => Sql.Run(open, transaction, "CREATE TABLE one (x)")),
            new(2, "two", (open, transaction) =>
            {
                Sql.Run(open, transaction, "CREATE TABLE two (x); INSERT INTO one VALUES (1)");
                throw new InvalidOperationException("in its middle");
            }),
        ];

        Assert.Throws<InvalidOperationException>(() => Migrator.Migrate(connection, TimeProvider.System, steps));

        Assert.Equal(1, Sql.Number(connection, null, "SELECT MAX(version) FROM gengateway_schema"));
        Assert.Equal(0, Sql.Number(connection, null, "SELECT COUNT(*) FROM one"));
        Assert.Empty(Sql.Texts(connection, null, "SELECT name FROM sqlite_master WHERE name = 'two'"));
        steps[1] = new(2, "two", (open, transaction) => Sql.Run(open, transaction, "CREATE TABLE two (x)"));
        Migrator.Migrate(connection, TimeProvider.System, steps);
        Assert.Equal(2, Sql.Number(connection, null, "SELECT MAX(version) FROM gengateway_schema"));
    }

    [Fact]
    public void Steps_are_numbered_from_one_without_gaps() =>
        Assert.Equal(Enumerable.Range(1, Migrator.Steps.Count), Migrator.Steps.Select(step => step.Version));
}
