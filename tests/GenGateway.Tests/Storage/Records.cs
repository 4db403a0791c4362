using GenGateway.Configuration;
using GenGateway.Recording;
using GenGateway.Storage;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Tests.Storage;

/// <summary>A whole record keeping over a real file, and a way to look into the file from outside.</summary>
internal sealed class Records : IAsyncDisposable
{
    private readonly SqliteRecords _records;

    private Records(SqliteRecords records)
    {
        _records = records;
        records.Writer.Start();
    }

    public Journal Journal => _records.Journal;

    public LedgerWriter Writer => _records.Writer;

    public ITransactionStore Transactions => _records.Transactions;

    public SqliteRecords All => _records;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static Records Open(string path, MigrationMode mode = MigrationMode.CreateIfNotExists, DatabaseMode open = DatabaseMode.ReadWriteCreate) => new(SqliteRecords.Open(
        new DatabaseUrl(path, open),
        mode,
        new SqliteOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) },
        static folder => new JournalOptions(folder),
        NullLoggerFactory.Instance,
        TimeProvider.System));

    /// <summary>Why a database is refused.</summary>
    public static string Refusal(string path, DatabaseMode open = DatabaseMode.ReadWriteCreate)
    {
        var thrown = Assert.Throws<StoreRefusedException>(() => SqliteRecords.Open(
            new DatabaseUrl(path, open),
            MigrationMode.CreateIfNotExists,
            new SqliteOptions { BusyTimeout = TimeSpan.FromMilliseconds(50) },
            static folder => new JournalOptions(folder),
            NullLoggerFactory.Instance,
            TimeProvider.System));
        Assert.Contains("database.connection_string", thrown.Message, StringComparison.Ordinal);
        return thrown.Message;
    }

    /// <summary>Another program's connection to a file.</summary>
    public static SqliteConnection Connect(string path)
    {
        SqliteLibrary.Load();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 1 }.ConnectionString);
        connection.Open();
        return connection;
    }

    public static void Run(string path, string statements)
    {
        using var connection = Connect(path);
        Sql.Run(connection, null, statements);
    }

    public async Task FlushAsync() => Assert.True(await Writer.FlushAsync(TimeSpan.FromMinutes(1), Cancel));

    public async Task<TransactionPage> ListAsync(TransactionQuery? query = null)
    {
        await FlushAsync();
        return await Transactions.ListAsync(query ?? new TransactionQuery(), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        // A test that leaves a broken store behind must not wait for it.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await Writer.StopAsync(patience.Token);
        _records.Dispose();
    }
}
