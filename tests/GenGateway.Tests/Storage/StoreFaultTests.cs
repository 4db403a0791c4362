using System.Text;
using GenGateway.TestKit;
using GenGateway.Configuration;
using GenGateway.Recording;
using GenGateway.Storage;
using GenGateway.Storage.Mapping;
using GenGateway.Tests.Recording;
using Microsoft.Data.Sqlite;

namespace GenGateway.Tests.Storage;

public sealed class StoreFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Path => _folder.At("database.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(_folder.At("file"), "");

        Assert.Contains("cannot be made", Records.Refusal(_folder.At("file/database.db")), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_in_place_of_the_file_is_refused()
    {
        Directory.CreateDirectory(Path);

        Assert.Contains("is a folder", Records.Refusal(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_read_only_database_is_refused_with_the_way_out()
    {
        Records.Run(Path, "CREATE TABLE x (y)");

        Assert.Contains("mode=rwc", Records.Refusal(Path, DatabaseMode.ReadOnly), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_that_may_not_be_made_is_refused() =>
        Assert.Contains("mode=rwc", Records.Refusal(Path, DatabaseMode.ReadWrite), StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_no_database_is_refused_and_stays_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("shopping list\n", 100));
        File.WriteAllText(Path, text);

        Assert.Contains("no SQLite database", Records.Refusal(Path), StringComparison.Ordinal);

        Assert.Equal(text, File.ReadAllText(Path));
    }

    [Fact]
    public async Task A_damaged_database_is_refused()
    {
        await using (var records = Records.Open(Path))
            records.Journal.Record();
        var bytes = await File.ReadAllBytesAsync(Path, Cancel);
        // The pages behind the header: the schema cannot be read.
        bytes.AsSpan(100, 4000).Fill(0xff);
        await File.WriteAllBytesAsync(Path, bytes, Cancel);

        Assert.Contains("damaged", Records.Refusal(Path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_database_that_another_program_holds_locked_is_refused()
    {
        using var other = Records.Connect(Path);
        Sql.Run(other, null, "CREATE TABLE x (y); BEGIN EXCLUSIVE");

        Assert.Contains("locked", Records.Refusal(Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_gateway_on_the_same_file_is_refused_and_the_first_goes_on()
    {
        await using var records = Records.Open(Path);

        var thrown = Assert.Throws<JournalException>(() => Records.Open(Path));
        Assert.Contains("one gateway", thrown.Message, StringComparison.Ordinal);

        records.Journal.Record();
        Assert.Equal(1, (await records.ListAsync()).Total);
    }

    [Fact]
    public async Task Two_databases_in_one_folder_have_two_journals()
    {
        await using var one = Records.Open(_folder.At("one.db"));
        await using var two = Records.Open(_folder.At("two.db"));
        one.Journal.Record();

        Assert.Equal(1, (await one.ListAsync()).Total);
        Assert.Equal(0, (await two.ListAsync()).Total);
    }

    [Fact]
    public async Task A_database_that_is_locked_for_a_while_gets_its_records_later()
    {
        await using var records = Records.Open(Path);
        using var other = Records.Connect(Path);
        Sql.Run(other, null, "BEGIN IMMEDIATE");
        records.Journal.Record();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => records.Transactions.AddAsync(new NewTransaction("p", "r", null, null, "r"), Cancel));

        Sql.Run(other, null, "COMMIT");

        Assert.Equal(1, (await records.ListAsync()).Total);
    }

    [Fact]
    public async Task A_file_that_is_deleted_while_running_is_made_anew_and_nothing_after_it_is_lost()
    {
        await using var records = Records.Open(Path);
        records.Journal.Record("before");
        await records.FlushAsync();

        foreach (var file in Directory.GetFiles(_folder.Path, "database.db*"))
            File.Delete(file);
        records.Journal.Record("after");

        Assert.Equal("after", Assert.Single((await records.ListAsync()).Transactions).Prompt);
        using var connection = Records.Connect(Path);
        Assert.Equal(1, Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions"));
    }

    [Fact]
    public async Task A_full_database_keeps_the_journal_and_takes_everything_once_there_is_room()
    {
        // A page limit is what SQLite itself answers to as to a full disk.
        using var store = SqliteStore.Open(new DatabaseUrl(Path, DatabaseMode.ReadWriteCreate), MigrationMode.CreateIfNotExists, new SqliteOptions(), TimeProvider.System);
        var pages = store.Run(connection => Sql.Number(connection, null, "PRAGMA page_count"));
        store.Run(connection => Sql.Number(connection, null, $"PRAGMA max_page_count = {pages + 2}"));
        using var journal = Journal.Open(new JournalOptions(_folder.At("journal")), TimeProvider.System);
        var log = new LinesLogger<LedgerWriter>();
        var writer = new LedgerWriter(journal, store, log, TimeProvider.System, new LedgerWriterOptions { FirstBackoff = TimeSpan.FromMilliseconds(1) });
        for (var i = 0; i < 10; i++)
            journal.Record(new string('x', 10_000));
        writer.Start();
        // The first command after a try: the batch did not fit, whole or in part.
        Assert.Equal(0, await writer.RunAsync(() => store.Run(connection => Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions")), Cancel));

        await writer.RunAsync(() => store.Run(connection => Sql.Number(connection, null, "PRAGMA max_page_count = 1000000")), Cancel);
        Assert.True(await writer.FlushAsync(TimeSpan.FromMinutes(1), Cancel));

        Assert.Equal(10, await writer.RunAsync(() => store.Run(connection => Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions")), Cancel));
        await writer.StopAsync(Cancel);
        Assert.Equal(0, journal.Bytes);
    }

    [Fact]
    public async Task A_transaction_that_SQLite_rolled_back_by_itself_costs_one_try()
    {
        // What a full disk does to the connection: the transaction is gone before anybody asks for its end.
        using var store = SqliteStore.Open(new DatabaseUrl(Path, DatabaseMode.ReadWriteCreate), MigrationMode.CreateIfNotExists, new SqliteOptions(), TimeProvider.System);
        store.Run(connection => Sql.Number(connection, null, "SELECT 1"));
        Assert.Throws<StoreUnavailableException>(() => store.Run(connection =>
        {
            Sql.Transact(connection, () =>
            {
                Sql.Run(connection, null, "ROLLBACK");
                throw new SqliteException("database or disk is full", 13);
            });
            return 0;
        }));
        using var journal = Journal.Open(new JournalOptions(_folder.At("journal")), TimeProvider.System);
        var writer = new LedgerWriter(journal, store, new LinesLogger<LedgerWriter>(), TimeProvider.System);
        journal.Record();
        writer.Start();

        Assert.True(await writer.FlushAsync(TimeSpan.FromMinutes(1), Cancel));

        Assert.Equal(1, await writer.RunAsync(() => store.Run(connection => Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions")), Cancel));
        await writer.StopAsync(Cancel);
    }

    [Fact]
    public void A_connection_that_cannot_be_closed_well_is_let_go_of_all_the_same()
    {
        using var store = SqliteStore.Open(new DatabaseUrl(Path, DatabaseMode.ReadWriteCreate), MigrationMode.CreateIfNotExists, new SqliteOptions(), TimeProvider.System);
        Assert.Throws<StoreUnavailableException>(() => store.Run(static connection =>
        {
            // The driver goes on believing in its transaction, and fails to roll it back when it closes.
            var transaction = connection.BeginTransaction();
            SQLitePCL.raw.sqlite3_rollback_hook(connection.Handle, null, null);
            Sql.Run(connection, transaction, "ROLLBACK");
            return DiskFailed();
        }));

        Assert.Equal(1, store.Run(static connection => Sql.Number(connection, null, "SELECT 1")));
    }

    [Fact]
    public async Task A_file_that_is_replaced_while_running_is_noticed_and_nothing_after_it_is_lost()
    {
        await using (var other = Records.Open(_folder.At("other.db")))
        {
            other.Journal.Record("restored");
            await other.FlushAsync();
        }

        await using var records = Records.Open(Path);
        records.Journal.Record("before");
        await records.FlushAsync();

        // The old file's log stays beside the new file.
        File.Move(_folder.At("other.db"), Path, overwrite: true);
        records.Journal.Record("after");

        Assert.Equal(["after", "restored"], (await records.ListAsync()).Transactions.Select(transaction => transaction.Prompt).Order());
        using var connection = Records.Connect(Path);
        Assert.Equal(2, Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions"));
        Assert.Equal(["ok"], Sql.Texts(connection, null, "PRAGMA integrity_check"));
    }

    [Fact]
    public void A_disk_that_is_full_for_a_while_gets_its_records_later()
    {
        using var disk = SmallDisk.TryMount(_folder.At("disk"));
        Assert.SkipWhen(disk is null, "File systems cannot be mounted here.");
        var url = new DatabaseUrl(disk.At("database.db"), DatabaseMode.ReadWriteCreate);
        using var store = SqliteStore.Open(url, MigrationMode.CreateIfNotExists, new SqliteOptions(), TimeProvider.System);
        disk.Fill();
        TransactionRecord[] batch = [.. Enumerable.Range(1, 100).Select(static number => new TransactionRecord
        {
            Id = new RecordId(1, (ulong)number),
            RequestId = "r",
            Surface = "openai.chat",
            Status = RecordStatus.Succeeded,
            Created = Texts.Noon,
            Prompt = new byte[10_000],
        })];
        for (var i = 0; i < 3; i++)
            Assert.Throws<StoreUnavailableException>(() => store.Write(batch, mayRepeat: true));

        disk.Free();
        store.Write(batch, mayRepeat: true);

        Assert.Equal(100, store.Run(static connection => Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions")));
    }

    [Fact]
    public void A_posted_transaction_that_a_full_disk_does_not_take_is_not_passed_off_as_kept()
    {
        using var disk = SmallDisk.TryMount(_folder.At("disk"));
        Assert.SkipWhen(disk is null, "File systems cannot be mounted here.");
        var url = new DatabaseUrl(disk.At("database.db"), DatabaseMode.ReadWriteCreate);
        using var store = SqliteStore.Open(url, MigrationMode.CreateIfNotExists, new SqliteOptions(), TimeProvider.System);
        disk.Fill();

        Assert.Throws<StoreUnavailableException>(() => Add(new string('x', 100_000)));
        disk.Free();

        Assert.Equal(1, Add("small").Id);
        Assert.Equal(1, store.Run(static connection => Sql.Number(connection, null, "SELECT COUNT(*) FROM transactions")));

        Transaction Add(string prompt) => store.Run(connection => TransactionMapper.Add(connection, new NewTransaction(prompt, "", null, null, "r"), Texts.Noon));
    }

    [Fact]
    public async Task Reads_and_writes_leave_the_callers_thread()
    {
        await using var records = Records.Open(Path);
        var locked = Records.Connect(Path);
        await using (locked.ConfigureAwait(true))
        {
            Sql.Run(locked, null, "BEGIN IMMEDIATE");
            // The database is locked: a call that did the work itself would not come back here yet.
            var adding = records.Transactions.AddAsync(new NewTransaction("p", "r", null, null, "r"), Cancel);
            Sql.Run(locked, null, "COMMIT");
            await adding.ContinueWith(static _ => { }, Cancel, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static int DiskFailed() => throw new SqliteException("disk I/O error", 10);

    [Fact]
    public void Nothing_of_a_text_is_cut_on_the_way()
    {
        using var connection = Records.Connect(Path);
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT CAST($text AS TEXT), length(CAST($text AS BLOB)), typeof(CAST($text AS TEXT))";
        command.Parameters.AddWithValue("$text", Sql.Value("a\0b\ud800"));
        using var reader = command.ExecuteReader();
        Assert.True(reader.Read());

        Assert.Equal("a\0b\ufffd", Sql.Text(reader, 0));
        Assert.Equal(Encoding.UTF8.GetByteCount("a\0b\ufffd"), reader.GetInt32(1));
        Assert.Equal("text", reader.GetString(2));
    }
}
