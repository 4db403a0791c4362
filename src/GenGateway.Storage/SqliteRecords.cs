using GenGateway.Admission.Keys;
using GenGateway.Backends.Stored;
using GenGateway.Configuration;
using GenGateway.Recording;
using GenGateway.Scheduling.Jobs;
using GenGateway.Surfaces.Responses;
using Microsoft.Extensions.Logging;

namespace GenGateway.Storage;

/// <summary>Everything durable of one gateway: the journal, the database behind it, and the thread between them.</summary>
/// <remarks>Dispose it after <see cref="LedgerWriter.StopAsync"/>, when nothing travels any more.</remarks>
public sealed class SqliteRecords : IDisposable
{
    private readonly SqliteStore _store;
    private readonly SqliteReaders _readers;

    private SqliteRecords(SqliteStore store, SqliteOptions options, Journal journal, ILoggerFactory loggers, TimeProvider clock)
    {
        _store = store;
        _readers = new SqliteReaders(store, options);
        Journal = journal;
        Writer = new LedgerWriter(journal, store, loggers.CreateLogger<LedgerWriter>(), clock);
        Transactions = new SqliteTransactions(store, Writer, _readers, clock);
        Backends = new SqliteBackends(store, Writer, _readers);
        Jobs = new SqliteJobs(store, Writer, _readers);
        Responses = new SqliteResponses(store, Writer, _readers);
        Keys = new SqliteKeys(store, Writer, _readers);
    }

    /// <summary>Where the road's records are written.</summary>
    public Journal Journal { get; }

    /// <summary>Moves them on. To be started, and stopped after the last request.</summary>
    public LedgerWriter Writer { get; }

    public ITransactionStore Transactions { get; }

    public IBackendStore Backends { get; }

    public IJobStore Jobs { get; }

    public IResponseStore Responses { get; }

    public IKeyStore Keys { get; }

    /// <summary>Opens the database and takes its journal, <c>journal/FILE</c> beside the database's file.</summary>
    /// <param name="url">Which database.</param>
    /// <param name="mode">What happens to its tables; dropping them forgets the journal too.</param>
    /// <param name="options">How the database is used.</param>
    /// <param name="journalOptions">Makes the journal's options of its folder.</param>
    /// <param name="loggers">For the writer.</param>
    /// <param name="clock">The only clock.</param>
    /// <exception cref="StoreRefusedException">The database cannot be used; the message says why and what to do.</exception>
    /// <exception cref="JournalException">The journal cannot be used; the same.</exception>
    public static SqliteRecords Open(DatabaseUrl url, MigrationMode mode, SqliteOptions options, Func<string, JournalOptions> journalOptions, ILoggerFactory loggers, TimeProvider clock)
    {
        var folder = url.IsMemory
            ? Path.Combine(Path.GetTempPath(), "gengateway-journal-" + Guid.CreateVersion7().ToString("N"))
            : Path.Combine(Path.GetDirectoryName(url.Path)!, "journal", Path.GetFileName(url.Path));
        // The journal first: its folder is what makes sure that one gateway at a time uses the database.
        SqliteStore.RefuseEarly(url);
        var journal = Journal.Open(journalOptions(folder) with { IsTemporary = url.IsMemory }, clock, empty: mode == MigrationMode.DropRecreate);
        try
        {
            return new SqliteRecords(SqliteStore.Open(url, mode, options, clock), options, journal, loggers, clock);
        }
        catch (Exception)
        {
            journal.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _readers.Dispose();
        _store.Dispose();
        Journal.Dispose();
    }
}
