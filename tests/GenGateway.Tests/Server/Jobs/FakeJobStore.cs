using System.Collections.Concurrent;
using GenGateway.Scheduling.Jobs;

namespace GenGateway.Tests.Server.Jobs;

/// <summary>Jobs in memory. What goes wrong with them, tests say.</summary>
internal sealed class FakeJobStore : IJobStore
{
    private readonly ConcurrentDictionary<string, StoredJob> _jobs = new();
    private int _forgets;

    /// <summary>Called with the number of the time that expired jobs are to be forgotten.</summary>
    public Action<int> Forget { get; init; } = static _ => { };

    /// <summary>Called with each state before it is stored.</summary>
    public Action<StoredJob> Save { get; set; } = static _ => { };

    /// <summary>The results of jobs that are kept.</summary>
    public Func<DateTimeOffset, Task<IReadOnlyList<ReadOnlyMemory<byte>>>> Results { get; init; } = static _ => Task.FromResult<IReadOnlyList<ReadOnlyMemory<byte>>>([]);

    /// <summary>How often expired jobs were to be forgotten.</summary>
    public int Forgets => Volatile.Read(ref _forgets);

    public Task<bool> SaveAsync(StoredJob job, CancellationToken cancellationToken)
    {
        Save(job);
        _jobs[job.Id] = job;
        return Task.FromResult(true);
    }

    public Task<StoredJob?> FindAsync(string id, CancellationToken cancellationToken) => Task.FromResult(_jobs.GetValueOrDefault(id));

    public Task<IReadOnlyList<StoredJob>> ListAsync(string? key, JobStatus? status, string? after, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<StoredJob>>([]);

    public Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListResultsAsync(string surface, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken) => Results(now);

    public Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        Forget(Interlocked.Increment(ref _forgets));
        return Task.FromResult(0);
    }
}
