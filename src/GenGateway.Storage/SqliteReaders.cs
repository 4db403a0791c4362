using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using GenGateway.Recording;
using Microsoft.Data.Sqlite;

namespace GenGateway.Storage;

/// <summary>A few threads that read, each over its own connection that cannot write: SQLite is synchronous, and socket threads must not wait.</summary>
/// <remarks>Thread safe. Dispose it before the store.</remarks>
internal sealed class SqliteReaders : IDisposable
{
    private readonly BlockingCollection<Read> _reads;
    private readonly SqliteStore _store;
    private readonly Thread[] _threads;

    public SqliteReaders(SqliteStore store, SqliteOptions options)
    {
        _store = store;
        _reads = new(options.WaitingReads);
        _threads = [.. Enumerable.Range(0, options.Readers).Select(_ => new Thread(Work) { IsBackground = true, Name = "gengateway-reads" })];
        foreach (var thread in _threads)
            thread.Start();
    }

    /// <summary>Does a read on one of the threads.</summary>
    /// <exception cref="StoreUnavailableException">Too many wait, or the database cannot be read now.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, T> read, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (_reads.IsAddingCompleted || !_reads.TryAdd(new Read(Do, done.SetException), 0, CancellationToken.None))
            throw new StoreUnavailableException("Too many readers wait for the database already; try again.");
        return await done.Task.ConfigureAwait(false);

        void Do(SqliteConnection connection)
        {
            if (cancellationToken.IsCancellationRequested)
                done.SetCanceled(cancellationToken);
            else
                done.SetResult(read(connection));
        }
    }

    public void Dispose()
    {
        _reads.CompleteAdding();
        foreach (var thread in _threads)
            thread.Join();
        _reads.Dispose();
    }

    [SuppressMessage("Design", "CA1031:Do not catch general exception types", Justification = "Whoever asked gets what went wrong.")]
    private void Work()
    {
        SqliteConnection? connection = null;
        var generation = 0;
        foreach (var read in _reads.GetConsumingEnumerable())
        {
            try
            {
                if (connection is null || generation != _store.Generation)
                {
                    connection?.Dispose();
                    connection = null;
                    generation = _store.Generation;
                    connection = _store.Connector.OpenReader();
                }

                read.Do(connection);
            }
            catch (Exception thrown)
            {
                connection?.Dispose();
                connection = null;
                read.Fail(thrown is SqliteException fault
                    ? new StoreUnavailableException($"{_store.Connector.Name} cannot be read now, {SqliteFaults.Describe(fault)}.", fault)
                    : thrown);
            }
        }

        connection?.Dispose();
    }

    private sealed record Read(Action<SqliteConnection> Do, Action<Exception> Fail);
}
