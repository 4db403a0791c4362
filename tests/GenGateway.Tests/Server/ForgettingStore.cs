using GenGateway.Scheduling.Jobs;

namespace GenGateway.Tests.Server;

/// <summary>A store of jobs that has none, and whose forgetting tests script.</summary>
internal sealed class ForgettingStore(Action<int> forget) : IJobStore
{
    private int _asked;

    public int Asked => Volatile.Read(ref _asked);

    public Task<bool> SaveAsync(StoredJob job, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task<StoredJob?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult<StoredJob?>(null);

    public Task<IReadOnlyList<StoredJob>> ListAsync(string? key, JobStatus? status, string? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredJob>>([]);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        forget(Interlocked.Increment(ref _asked));
        return Task.FromResult(0);
    }
}
