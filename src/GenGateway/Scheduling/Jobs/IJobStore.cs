namespace GenGateway.Scheduling.Jobs;

/// <summary>Jobs over restarts. Thread safe; the work is done on the store's own threads. Any method may throw that the store is unavailable.</summary>
public interface IJobStore
{
    /// <summary>Stores a new job, or the new state of one. A job that is final stays as it is.</summary>
    /// <returns>False: the stored one is final already, and was left alone.</returns>
    Task<bool> SaveAsync(StoredJob job, CancellationToken cancellationToken);

    /// <returns>The job, or null where there is none.</returns>
    Task<StoredJob?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>A key's jobs, newest first, without their <see cref="StoredJob.Request"/> and <see cref="StoredJob.Result"/>.</summary>
    /// <param name="key">Whose; null: everybody's.</param>
    /// <param name="status">Only these; null: all.</param>
    /// <param name="after">The id that the page before ended with; null: from the newest.</param>
    /// <param name="limit">At least 1.</param>
    /// <param name="cancellationToken">Ends the waiting, not the work.</param>
    Task<IReadOnlyList<StoredJob>> ListAsync(string? key, JobStatus? status, string? after, int limit, CancellationToken cancellationToken);

    /// <summary>The results, of some surfaces, of jobs that are not expired.</summary>
    /// <param name="surface">What the surfaces' names begin with.</param>
    /// <param name="mostBytes">Longer results are left out.</param>
    /// <param name="now">What has expired by then is left out.</param>
    /// <param name="cancellationToken">Ends the waiting, not the work.</param>
    Task<IReadOnlyList<ReadOnlyMemory<byte>>> ListResultsAsync(string surface, int mostBytes, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Forgets jobs that are final and expired.</summary>
    /// <returns>How many.</returns>
    Task<int> ForgetExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
