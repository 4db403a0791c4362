using GenGateway.Scheduling.Jobs;
using GenGateway.Surfaces;

namespace GenGateway.Server.Jobs;

/// <summary>A job that is not stored in its final state yet. Thread safe.</summary>
/// <param name="state">How it began.</param>
/// <param name="asked">What is to be generated; disposed by the road, or by whoever keeps it from travelling.</param>
/// <param name="errors">How its surface's errors look.</param>
/// <param name="taken">The clock's timestamp at which it was taken.</param>
internal sealed class Job(StoredJob state, SurfaceRequest asked, ErrorShape errors, long taken) : IDisposable
{
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<StoredJob> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private volatile StoredJob _state = state;

    public string Id { get; } = state.Id;

    /// <summary>How it stands now.</summary>
    public StoredJob State => _state;

    public SurfaceRequest Asked => asked;

    public ErrorShape Errors => errors;

    public long Taken => taken;

    /// <summary>Fires when somebody does not want it any more.</summary>
    public CancellationToken Cancelled => _cancel.Token;

    /// <summary>Its final state, once it is reached.</summary>
    public Task<StoredJob> Ended => _ended.Task;

    /// <summary>It is wanted no more.</summary>
    public Task CancelAsync() => _cancel.CancelAsync();

    /// <summary>It begins.</summary>
    /// <returns>False: it is past its beginning.</returns>
    public bool TryStart(DateTimeOffset now)
    {
        lock (_lock)
        {
            if (_state.Status != JobStatus.Queued)
                return false;
            _state = _state with { Status = JobStatus.Running, StartedAt = now };
            return true;
        }
    }

    /// <summary>It reaches a final state.</summary>
    /// <param name="from">The state that it must be in.</param>
    /// <param name="final">Makes the final one.</param>
    /// <returns>False: it is in another.</returns>
    public bool TryEnd(JobStatus from, Func<StoredJob, StoredJob> final)
    {
        lock (_lock)
        {
            if (_state.Status != from)
                return false;
            _state = final(_state);
        }

        _ended.TrySetResult(_state);
        return true;
    }

    public void Dispose() => _cancel.Dispose();
}
