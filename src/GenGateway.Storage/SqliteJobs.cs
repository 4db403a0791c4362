using GenGateway.Recording;
using GenGateway.Scheduling.Jobs;
using GenGateway.Storage.Mapping;

namespace GenGateway.Storage;

/// <summary>The jobs in SQLite.</summary>
internal sealed class SqliteJobs(SqliteStore store, IStoreQueue queue, SqliteReaders readers) : IJobStore
{
    public Task<bool> SaveAsync(StoredJob job, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => JobMapper.Save(connection, job)), cancellationToken);

    public Task<StoredJob?> FindAsync(string id, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => JobMapper.Find(connection, id), cancellationToken);

    public Task<IReadOnlyList<StoredJob>> ListAsync(string? key, JobStatus? status, string? after, int limit, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => JobMapper.List(connection, key, status, after, limit), cancellationToken);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListResultsAsync(string surface, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken) =>
        readers.RunAsync(connection => JobMapper.ListResults(connection, surface, mostBytes, now), cancellationToken);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken) =>
        queue.RunAsync(() => store.Run(connection => JobMapper.ForgetExpired(connection, now)), cancellationToken);
}
