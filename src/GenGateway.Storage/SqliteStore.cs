using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Storage.Mapping;
using GenGateway.Storage.Migrations;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage;

/// <summary>The writing side of the database. After <see cref="Open"/> it is used by the ledger writer's thread alone.</summary>
/// <remarks>A connection that failed is closed and opened again at the next use; so is one whose file was deleted or replaced.</remarks>
public sealed class SqliteStore : IRecordStore, IDisposable
{
    private readonly TimeProvider _clock;
    private SqliteConnection? _connection;
    private TransactionInsert? _insert;
    private int _generation;

    private SqliteStore(SqliteConnector connector, TimeProvider clock) => (Connector, _clock) = (connector, clock);

    /// <summary>Opens connections of the same database.</summary>
    internal SqliteConnector Connector { get; }

    /// <summary>Changes whenever the file was opened anew: readers follow.</summary>
    internal int Generation => Volatile.Read(ref _generation);

    /// <summary>Opens the database and brings its schema up to date.</summary>
    /// <exception cref="StoreRefusedException">It cannot be used; the message is a sentence that says why and what to do.</exception>
    public static SqliteStore Open(DatabaseUrl url, MigrationMode mode, SqliteOptions options, TimeProvider clock)
    {
        RefuseEarly(url);
        var store = new SqliteStore(new SqliteConnector(url, options), clock);
        var name = store.Connector.Name;
        try
        {
            store.Connect(mode);
            return store;
        }
        catch (SqliteException thrown)
        {
            store.Dispose();
            throw new StoreRefusedException($"{name} cannot be used, {SqliteFaults.Describe(thrown)} (database.connection_string).", thrown);
        }
        catch (StoreRefusedException thrown)
        {
            store.Dispose();
            throw new StoreRefusedException($"{name} cannot be used, {thrown.Message} (database.connection_string).", thrown);
        }
    }

    public void Write(IReadOnlyList<TransactionRecord> batch, bool mayRepeat) => Run(connection =>
    {
        _insert ??= new TransactionInsert(connection);
        Sql.Transact(connection, () =>
        {
            foreach (var record in batch)
                _insert.Run(record, mayRepeat);
        });
        return batch.Count;
    });

    /// <summary>Does work on the writing connection. On the ledger writer's thread only.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot take it now.</exception>
    /// <exception cref="RecordRejectedException">It never will.</exception>
    internal T Run<T>(Func<SqliteConnection, T> work)
    {
        try
        {
            return work(Connection());
        }
        catch (SqliteException thrown) when (SqliteFaults.IsRejection(thrown))
        {
            throw new RecordRejectedException($"{Connector.Name} refuses a row ({thrown.Message}).", thrown);
        }
        catch (SqliteException thrown)
        {
            if (!SqliteFaults.KeepsConnection(thrown))
                Close();
            throw new StoreUnavailableException($"{Connector.Name} cannot be used now, {SqliteFaults.Describe(thrown)}.", thrown);
        }
        catch (StoreRefusedException thrown)
        {
            Close();
            throw new StoreUnavailableException($"{Connector.Name} cannot be used now, {thrown.Message}.", thrown);
        }
    }

    public void Dispose() => Close();

    /// <summary>Refuses what needs no look into the file, and makes its folder.</summary>
    internal static void RefuseEarly(DatabaseUrl url)
    {
        if (url.Mode == DatabaseMode.ReadOnly)
            throw new StoreRefusedException($"the database {url.Path} is named with mode=ro, and records must be written: write mode=rwc, or sqlite::memory: to keep nothing (database.connection_string).");
        if (url.IsMemory)
            return;
        if (Directory.Exists(url.Path))
            throw new StoreRefusedException($"the database {url.Path} is a folder: name a file in it (database.connection_string).");
        if (url.Mode == DatabaseMode.ReadWrite && !File.Exists(url.Path))
            throw new StoreRefusedException($"the database {url.Path} is not there, and mode=rw makes none: write mode=rwc, or correct the path (database.connection_string).");
        var folder = Path.GetDirectoryName(url.Path)!;
        try
        {
            PrivateFiles.MakeFolder(folder);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            throw new StoreRefusedException($"the database's folder {folder} cannot be made ({thrown.Message}): make it writable, or name another file (database.connection_string).", thrown);
        }
    }

    private SqliteConnection Connection()
    {
        // SQLite goes on writing into a file that was deleted or replaced, and nobody would ever see those rows.
        if (_connection is { } opened && !Connector.IsThere(opened))
        {
            try
            {
                Connector.Abandon(opened);
            }
            finally
            {
                Close();
            }
        }

        if (_connection is null)
            Connect(MigrationMode.CreateIfNotExists);
        return _connection!;
    }

    private void Connect(MigrationMode mode)
    {
        var connection = Connector.OpenWriter();
        try
        {
            if (SQLitePCL.raw.sqlite3_db_readonly(connection.Handle, "main") == 1)
                throw new StoreRefusedException("it cannot be written: correct the permissions of the file and its folder, or name another file");
            if (mode == MigrationMode.DropRecreate)
                Migrator.Drop(connection);
            Migrator.Migrate(connection, _clock, Migrator.Steps);
        }
        catch (Exception)
        {
            connection.Dispose();
            throw;
        }

        _connection = connection;
        Interlocked.Increment(ref _generation);
    }

    /// <summary>Never throws: the next use begins anew whatever the old connection says to its end.</summary>
    private void Close()
    {
        var (insert, connection) = (_insert, _connection);
        (_insert, _connection) = (null, null);
        insert?.Dispose();
        try
        {
            connection?.Dispose();
        }
        catch (SqliteException)
        {
            // It was to be closed because it failed.
        }
    }
}
