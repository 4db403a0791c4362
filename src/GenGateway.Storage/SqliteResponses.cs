using GenGateway.Recording;
using GenGateway.Storage.Mapping;
using GenGateway.Surfaces.Responses;

namespace GenGateway.Storage;

/// <summary>The kept responses in SQLite.</summary>
internal sealed class SqliteResponses(SqliteStore store, IStoreQueue queue, SqliteReaders readers) : IResponseStore
{
    public Task SaveAsync(StoredResponse response, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => ResponseMapper.Save(connection, response)), cancellationToken);

    public Task<StoredResponse?> FindAsync(string id, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => ResponseMapper.Find(connection, id), cancellationToken);

    public Task<bool> DeleteAsync(string id, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => ResponseMapper.Delete(connection, id)), cancellationToken);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => ResponseMapper.ForgetExpired(connection, now)), cancellationToken);
}
