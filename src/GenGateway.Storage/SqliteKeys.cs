using GenGateway.Admission.Keys;
using GenGateway.Errors;
using GenGateway.Recording;
using GenGateway.Storage.Mapping;

namespace GenGateway.Storage;

/// <summary>The keys that were made at run time, in SQLite.</summary>
internal sealed class SqliteKeys(SqliteStore store, IStoreQueue queue, SqliteReaders readers) : IKeyStore
{
    public Task<StoredKeys> ListAsync(CancellationToken cancellationToken) => readers.RunAsync(KeyMapper.List, cancellationToken);

    public Task<string> StampAsync(CancellationToken cancellationToken) => readers.RunAsync(KeyMapper.Stamp, cancellationToken);

    public Task<Outcome<StoredKey>> ChangeAsync(Func<IReadOnlyList<StoredKey>, Outcome<StoredKey>> decide, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => KeyMapper.Change(connection, decide)), cancellationToken);
}
