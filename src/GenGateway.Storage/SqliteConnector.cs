using System.Globalization;
using GenGateway.Journey;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage;

/// <summary>Opens connections to one database, the way each is to be used. Thread safe.</summary>
internal sealed class SqliteConnector
{
    private readonly SqliteOptions _options;
    private readonly DatabaseUrl _url;
    private readonly string _memoryName = "gengateway-" + Guid.CreateVersion7().ToString("N");

    public SqliteConnector(DatabaseUrl url, SqliteOptions options)
    {
        SqliteLibrary.Load();
        (_url, _options) = (url, options);
    }

    /// <summary>How the database is called in messages.</summary>
    public string Name => _url.IsMemory ? "the database in memory" : $"the database {_url.Path}";

    /// <summary>Whether the path still names the file that a connection has open; always so in memory.</summary>
    public bool IsThere(SqliteConnection connection) => _url.IsMemory || (!SqliteLibrary.HasMoved(connection.Handle!) ?? File.Exists(_url.Path));

    /// <summary>Lets go of a file that is no longer at its path: what belongs to it must not be taken for the next file's.</summary>
    /// <exception cref="SqliteException">Its log could not be emptied.</exception>
    public void Abandon(SqliteConnection connection)
    {
        // The log of changes is found by its name: left as it is, it would be played into whatever file stands at the path next.
        Sql.Run(connection, null, "PRAGMA wal_checkpoint(TRUNCATE)");
        var log = new FileInfo(_url.Path + "-wal");
        if (!log.Exists || log.Length > 0)
            return;
        log.Delete();
        File.Delete(_url.Path + "-shm");
    }

    /// <summary>The one writing connection.</summary>
    /// <exception cref="SqliteException">It does not open.</exception>
    public SqliteConnection OpenWriter()
    {
        var mode = _url.Mode switch
        {
            DatabaseMode.ReadWriteCreate => SqliteOpenMode.ReadWriteCreate,
            DatabaseMode.ReadWrite => SqliteOpenMode.ReadWrite,
            DatabaseMode.ReadOnly => SqliteOpenMode.ReadOnly,
            DatabaseMode.Memory => SqliteOpenMode.Memory,
        };
        // SQLite gives the files beside it the same rights; an empty file is an empty database.
        if (_url.Mode == DatabaseMode.ReadWriteCreate)
            PrivateFiles.TryMakeFile(_url.Path);
        // WAL: readers do not wait for the writer. FULL where the journal's own promise is that much, else a crash of the system may lose the last commits.
        var durability = _options.Fsync ? "FULL" : "NORMAL";
        return Open(mode, _url.IsMemory ? "" : $"PRAGMA journal_mode = WAL; PRAGMA synchronous = {durability};");
    }

    /// <summary>A connection that cannot write.</summary>
    /// <exception cref="SqliteException">It does not open.</exception>
    public SqliteConnection OpenReader() => _url.IsMemory
        // Connections in memory share one cache, whose table locks a reader must not wait for.
        ? Open(SqliteOpenMode.Memory, "PRAGMA query_only = ON; PRAGMA read_uncommitted = ON;")
        : Open(SqliteOpenMode.ReadOnly, "PRAGMA query_only = ON;");

    private SqliteConnection Open(SqliteOpenMode mode, string pragmas)
    {
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = _url.IsMemory ? _memoryName : _url.Path,
            Mode = mode,
            Cache = _url.IsMemory ? SqliteCacheMode.Shared : SqliteCacheMode.Default,
            Pooling = false,
            DefaultTimeout = Math.Max(1, (int)Math.Ceiling(_options.BusyTimeout.TotalSeconds)),
        };
        var connection = new SqliteConnection(settings.ConnectionString);
        try
        {
            connection.Open();
            var busy = ((long)_options.BusyTimeout.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
            Sql.Run(connection, null, $"PRAGMA busy_timeout = {busy}; PRAGMA foreign_keys = ON; {pragmas}");
            return connection;
        }
        catch (Exception)
        {
            connection.Dispose();
            throw;
        }
    }
}
