using System.Collections.Concurrent;
using System.Security.Cryptography;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Recording;
using GenGateway.Scheduling.Jobs;
using GenGateway.Server.Http;
using GenGateway.Surfaces;

namespace GenGateway.Server.Jobs;

/// <summary>Owns the jobs: takes them, lets them travel the same road as everybody, stores what came of it, forgets the old ones.</summary>
/// <remarks>
/// Thread safe. A job is stored before it is acknowledged, so that it has an end whatever happens: one that a stop or a crash cut off is failed by the next start.
/// Stops in order: waiting jobs fail at once, running ones drain as all requests do, then their ends are stored.
/// </remarks>
/// <param name="road">Where they travel.</param>
/// <param name="store">Where they are kept.</param>
/// <param name="state">For <c>jobs.keep_hours</c> and <c>queue.max_size</c>, as they are now.</param>
/// <param name="memory">What answers that are not stored yet may hold.</param>
/// <param name="logger">Hears of jobs that cannot be stored.</param>
/// <param name="clock">The only clock.</param>
internal sealed partial class JobRunner(Road road, IJobStore store, GatewayState state, MemoryBudget memory, ILogger<JobRunner> logger, TimeProvider clock) : BackgroundService, IHostedLifecycleService
{
    private const int Workers = 64;
    private const int IdBytes = 16;

    private static readonly TimeSpan Again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgetEvery = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<string, Job> _live = new();
    private readonly JobQueue _queue = new(() => state.Config.Queue.MaxSize);

    /// <summary>Takes a job.</summary>
    /// <returns>The job as it was stored, or why it is not taken; then the request is given back.</returns>
    public async Task<Outcome<StoredJob>> SubmitAsync(SurfaceRequest asked, ErrorShape errors)
    {
        var request = asked.Request;
        if (_queue.IsFull || _queue.IsClosed)
        {
            request.Dispose();
            return _queue.IsClosed ? Stopping() : Full();
        }

        var now = clock.GetUtcNow();
        var job = new Job(
            new StoredJob { Id = $"job_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes))}", Status = JobStatus.Queued, Surface = request.Surface, Key = request.Caller.Key, CreatedAt = now },
            asked,
            errors,
            clock.GetTimestamp());
        try
        {
            await store.SaveAsync(job.State, CancellationToken.None);
        }
        catch (Exception thrown) when (thrown is StoreUnavailableException or RecordRejectedException)
        {
            request.Dispose();
            job.Dispose();
            return new Failure(FailureKind.StoreUnavailable, "The database takes no jobs now. Send the request without 'Prefer: respond-async', or again later.") { Cause = thrown };
        }

        var taken = job.State;
        _live[job.Id] = job;
        if (_queue.TryAdd(job))
            return taken;

        // Full or stopping since: the acknowledgement would be true and of no use.
        var refusal = _queue.IsClosed ? Stopping() : Full();
        await DropAsync(job, refusal);
        return refusal;
    }

    /// <summary>How a job stands; null: there is none, or it is another key's.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read now.</exception>
    public async Task<StoredJob?> FindAsync(string id, string? key, CancellationToken cancellationToken)
    {
        var job = _live.TryGetValue(id, out var live) ? live.State : await store.FindAsync(id, cancellationToken);
        return job is not null && job.Key == key && !(job.ExpiresAt <= clock.GetUtcNow()) ? job : null;
    }

    /// <summary>A page of a key's jobs, newest first.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be read now.</exception>
    public async Task<(IReadOnlyList<StoredJob> Jobs, bool HasMore)> ListAsync(string? key, JobStatus? status, string? after, int limit, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var page = new List<StoredJob>();
        while (true)
        {
            var stored = await store.ListAsync(key, status, after, limit + 1, cancellationToken);
            foreach (var found in stored)
            {
                // What the database has may be older than what is known here; and without a key it gives everybody's.
                var job = _live.TryGetValue(found.Id, out var live) ? live.State : found;
                if (job.Key == key && (status is null || job.Status == status) && !(job.ExpiresAt <= now))
                    page.Add(job);
            }

            if (page.Count > limit)
                return (page[..limit], true);
            if (stored.Count <= limit)
                return (page, false);
            after = stored[^1].Id;
        }
    }

    /// <summary>Ends a job, unless it has ended.</summary>
    /// <returns>Its final state; null: there is no such job, or it is another key's.</returns>
    /// <exception cref="StoreUnavailableException">The database cannot be read now.</exception>
    public async Task<StoredJob?> CancelAsync(string id, string? key, CancellationToken cancellationToken)
    {
        if (!_live.TryGetValue(id, out var job) || job.State.Key != key)
            return await FindAsync(id, key, cancellationToken);
        if (job.TryEnd(JobStatus.Queued, queued => Ended(queued, JobStatus.Cancelled)))
        {
            _queue.Remove(job);
            job.Asked.Request.Dispose();
            await StoreEndAsync(job);
        }
        else
        {
            await job.CancelAsync();
        }

        return await job.Ended.WaitAsync(cancellationToken);
    }

    /// <summary>A waiting job's place, 1 for the next one; null: it does not wait.</summary>
    public int? PlaceOf(string id) => _queue.PlaceOf(id);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FailInterruptedAsync(cancellationToken);
        }
        catch (StoreUnavailableException thrown)
        {
            Log.NotSettled(logger, thrown);
        }

        await base.StartAsync(cancellationToken);
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        foreach (var job in _queue.Close(Workers))
            await DropAsync(job, Stopping());
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _queue.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => WorkAsync()).Append(ForgetAsync(stoppingToken)));

    private static Failure Full() =>
        new(FailureKind.QueueFull, "As many jobs wait as may wait (queue.max_size). Try again later, or raise it.") { RetryAfter = TimeSpan.FromSeconds(5) };

    private static Failure Stopping() => new(FailureKind.Draining, "The server stopped before this job was done. Send the request again.");

    private async Task WorkAsync()
    {
        while (await _queue.TakeAsync() is { } job)
        {
            if (!job.TryStart(clock.GetUtcNow()))
                continue;
            try
            {
                await TrySaveAsync(job.State);
                await TravelAsync(job);
            }
            catch (Exception thrown)
            {
                // One job's defect must not cost the others their worker.
                Log.Defect(logger, thrown, job.Id);
                job.TryEnd(JobStatus.Running, running => Ended(running, JobStatus.Failed) with { Error = JobErrors.Of(job, Failure.Defect()) });
                await StoreEndAsync(job);
            }
        }
    }

    private async Task TravelAsync(Job job)
    {
        job.Asked.Request.Waited += clock.GetElapsedTime(job.Taken);
        using var made = job.Asked.UntilEnd;
        using var sink = new JobSink(job.Asked, memory);
        await road.TravelAsync(job.Asked.Request, sink, job.Cancelled);
        var end = (sink, job.Cancelled.IsCancellationRequested) switch
        {
            ({ Failure: null, ContentType: { } type }, _) when !IsJsonType(type) || JobErrors.IsJson(sink.Body.Span) =>
                Ended(job.State, JobStatus.Succeeded) with { ResultType = type, Result = sink.Body },
            (_, true) => Ended(job.State, JobStatus.Cancelled),
            _ => Ended(job.State, JobStatus.Failed) with { Error = JobErrors.Of(job, sink.Failure ?? Failure.Defect()) },
        };
        job.TryEnd(JobStatus.Running, _ => end);
        await StoreEndAsync(job);
    }

    private static bool IsJsonType(string type) => type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase);

    private StoredJob Ended(StoredJob job, JobStatus status)
    {
        var now = clock.GetUtcNow();
        return job with { Status = status, FinishedAt = now, ExpiresAt = now + state.Config.Jobs.Keep };
    }

    private async Task DropAsync(Job job, Failure failure)
    {
        if (!job.TryEnd(JobStatus.Queued, queued => Ended(queued, JobStatus.Failed) with { Error = JobErrors.Of(job, failure) }))
            return;
        job.Asked.Request.Dispose();
        await StoreEndAsync(job);
    }

    /// <summary>Stores a final state, however long the database is away; until then it is known here.</summary>
    private async Task StoreEndAsync(Job job)
    {
        while (!await TrySaveAsync(job.State))
        {
            if (_queue.IsClosed)
                return;
            await Task.Delay(Again, clock, CancellationToken.None);
        }

        _live.TryRemove(job.Id, out _);
    }

    /// <returns>False: the database does not take it now.</returns>
    private async Task<bool> TrySaveAsync(StoredJob job)
    {
        try
        {
            await store.SaveAsync(job, CancellationToken.None);
        }
        catch (StoreUnavailableException thrown)
        {
            Log.NotStored(logger, thrown, job.Id);
            return false;
        }
        catch (Exception thrown)
        {
            // Whatever else it is: the worker that waits here has other jobs to do.
            Log.Rejected(logger, thrown, job.Id);
        }

        return true;
    }

    private async Task FailInterruptedAsync(CancellationToken cancellationToken)
    {
        const int some = 100;
        var interrupted = new Failure(FailureKind.Draining, "The job was interrupted by a restart of the server. Send the request again.");
        foreach (var status in (JobStatus[])[JobStatus.Running, JobStatus.Queued])
        {
            while (await store.ListAsync(null, status, null, some, cancellationToken) is { Count: > 0 } left)
            {
                foreach (var job in left)
                    await store.SaveAsync(Ended(job, JobStatus.Failed) with { Error = JobErrors.Body(GeneratingRoutes.ErrorsOf(job.Surface), interrupted, job.Id) }, cancellationToken);
            }
        }
    }

    private async Task ForgetAsync(CancellationToken stoppingToken)
    {
        var guard = new RoundGuard("forgetting expired jobs", logger);
        using var timer = new PeriodicTimer(ForgetEvery, clock);
        try
        {
            do
                await guard.TryAsync(stopping => store.ForgetExpiredAsync(clock.GetUtcNow(), stopping), stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // Event ids 1030–1039 are the jobs'.
    private static partial class Log
    {
        [LoggerMessage(EventId = 1030, Level = LogLevel.Error, Message = "the jobs that the last stop cut off cannot be settled now; they seem to run until the next start")]
        public static partial void NotSettled(ILogger logger, Exception cause);

        [LoggerMessage(EventId = 1031, Level = LogLevel.Warning, Message = "the state of job {Job} cannot be stored now")]
        public static partial void NotStored(ILogger logger, Exception cause, string job);

        [LoggerMessage(EventId = 1032, Level = LogLevel.Error, Message = "the database refuses the state of job {Job} for good; it is dropped")]
        public static partial void Rejected(ILogger logger, Exception cause, string job);

        [LoggerMessage(EventId = 1034, Level = LogLevel.Error, Message = "job {Job} failed by a defect")]
        public static partial void Defect(ILogger logger, Exception cause, string job);
    }
}
