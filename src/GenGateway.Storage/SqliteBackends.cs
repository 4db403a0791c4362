using GenGateway.Backends.Stored;
using GenGateway.Recording;
using GenGateway.Storage.Mapping;

namespace GenGateway.Storage;

/// <summary>The backends that were added over the API, in SQLite.</summary>
internal sealed class SqliteBackends(SqliteStore store, IStoreQueue queue, SqliteReaders readers) : IBackendStore
{
    public Task<IReadOnlyList<StoredBackend>> ListAsync(CancellationToken cancellationToken) =>
        readers.RunAsync(BackendMapper.List, cancellationToken);

    public Task SaveAsync(StoredBackend backend, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => BackendMapper.Save(connection, backend)), cancellationToken);

    public Task<bool> DeleteAsync(string name, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => BackendMapper.Delete(connection, name)), cancellationToken);

    public Task<IReadOnlyList<string>> ListDrainingAsync(CancellationToken cancellationToken) =>
        readers.RunAsync(BackendMapper.ListDraining, cancellationToken);

    public Task SetDrainingAsync(string name, bool draining, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => BackendMapper.SetDraining(connection, name, draining)), cancellationToken);
}
