using GenGateway.Recording;
using GenGateway.Storage.Mapping;
using GenGateway.Surfaces.Responses;

namespace GenGateway.Storage;

/// <summary>The kept responses in SQLite, within <see cref="ResponseCaps.Standing"/>.</summary>
internal sealed class SqliteResponses(SqliteStore store, IStoreQueue queue, SqliteReaders readers) : IResponseStore
{
    public Task SaveAsync(StoredResponse response, CancellationToken cancellationToken) =>
        queue.RunAsync(
            () => store.Run(connection =>
            {
                var added = 0;
                Sql.Transact(connection, () =>
                {
                    added = ResponseMapper.Save(connection, response);
                    ResponseRoom.Make(connection, response.Id, response.Key, ResponseCaps.Standing);
                });
                return added;
            }),
            cancellationToken);

    public Task<StoredResponse?> FindAsync(string id, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => ResponseMapper.Find(connection, id), cancellationToken);

    public Task<ReadOnlyMemory<byte>?> FindAnswerAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => ResponseMapper.FindAnswer(connection, id, key, now), cancellationToken);

    public Task<bool> DeleteAsync(string id, string? key, DateTimeOffset now, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => ResponseMapper.Delete(connection, id, key, now)), cancellationToken);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => ResponseMapper.ForgetExpired(connection, now)), cancellationToken);
}
