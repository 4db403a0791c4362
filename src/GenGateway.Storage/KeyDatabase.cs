using GenGateway.Admission.Keys;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Storage.Mapping;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage;

/// <summary>The keys of a database that a gateway may be using at the same time: SQLite's own locks order the changes. Every call waits where it is made.</summary>
/// <remarks>For one thread: commands, and the look before a start.</remarks>
public sealed class KeyDatabase : IKeyStore, IDisposable
{
    private readonly SqliteStore _store;

    private KeyDatabase(SqliteStore store) => _store = store;

    /// <summary>Opens the database, makes it where it is missing, and brings its schema up to date.</summary>
    /// <exception cref="StoreRefusedException">It cannot be used; the message says why and what to do.</exception>
    public static KeyDatabase Open(DatabaseUrl url, TimeProvider clock) => url.IsMemory
        ? throw new StoreRefusedException("the database is kept in the memory of one gateway, where no command reaches it: name a file (database.connection_string), or use POST /admin/keys of the running gateway.")
        : new(SqliteStore.Open(url, MigrationMode.CreateIfNotExists, new SqliteOptions(), clock));

    /// <summary>Whether the database has keys, be they revoked; changes and makes nothing.</summary>
    /// <remarks>What cannot be read has none: whoever asks refuses to open a server then.</remarks>
    public static bool HasKeys(DatabaseUrl url)
    {
        if (url.IsMemory || !File.Exists(url.Path))
            return false;
        try
        {
            using var connection = new SqliteConnector(url, new SqliteOptions()).OpenReader();
            return Sql.Number(connection, null, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'keys'") > 0
                && Sql.Number(connection, null, "SELECT COUNT(*) FROM keys") > 0;
        }
        catch (Exception thrown) when (thrown is SqliteException or StoreRefusedException)
        {
            return false;
        }
    }

    public Task<StoredKeys> ListAsync(CancellationToken cancellationToken) => Task.FromResult(_store.Run(KeyMapper.List));

    public Task<string> StampAsync(CancellationToken cancellationToken) => Task.FromResult(_store.Run(KeyMapper.Stamp));

    public Task<Outcome<StoredKey>> ChangeAsync(Func<IReadOnlyList<StoredKey>, Outcome<StoredKey>> decide, CancellationToken cancellationToken) =>
        Task.FromResult(_store.Run(connection => KeyMapper.Change(connection, decide)));

    public void Dispose() => _store.Dispose();
}
