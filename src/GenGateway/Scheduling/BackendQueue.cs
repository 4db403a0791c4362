using System.Diagnostics.CodeAnalysis;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Scheduling;

/// <summary>The turns of one backend. Thread safe.</summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The semaphore's wait handle is never asked for, so there is nothing to dispose.")]
internal sealed class BackendQueue(int capacity)
{
    private readonly SemaphoreSlim _free = new(capacity, capacity);
    private int _waiting;
    private int _running;

    public int Running => Volatile.Read(ref _running);

    public int Waiting => Volatile.Read(ref _waiting);

    public async ValueTask<Outcome<Turn>> WaitAsync(string name, QueueConfig config, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (_free.Wait(0, CancellationToken.None))
            return Take(TimeSpan.Zero);

        if (!config.Enabled)
            return new Failure(FailureKind.QueueFull, $"Backend '{name}' takes no more at once, and queue.enabled is false: nobody waits. Try again later.") { RetryAfter = TimeSpan.FromSeconds(1) };
        if (Interlocked.Increment(ref _waiting) > config.MaxSize)
        {
            Interlocked.Decrement(ref _waiting);
            return new Failure(FailureKind.QueueFull, $"The queue of backend '{name}' is full: queue.max_size is {config.MaxSize}. Try again later, or raise it.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
        }

        var began = clock.GetTimestamp();
        bool free;
        try
        {
            free = await _free.WaitAsync(config.Timeout, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        if (free)
            return Take(clock.GetElapsedTime(began));
        return new Failure(FailureKind.Timeout, $"The request waited {config.Timeout.TotalSeconds:0} s (queue.timeout_secs) for backend '{name}' and got no turn. Try again later.");
    }

    private QueueTurn Take(TimeSpan waited)
    {
        Interlocked.Increment(ref _running);
        return new QueueTurn(this, waited);
    }

    private sealed class QueueTurn(BackendQueue queue, TimeSpan waited) : Turn
    {
        private int _given;

        public override TimeSpan Waited => waited;

        public override ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _given, 1) == 0)
            {
                Interlocked.Decrement(ref queue._running);
                queue._free.Release();
            }

            return ValueTask.CompletedTask;
        }
    }
}
