using System.Runtime.CompilerServices;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Scheduling;

/// <summary>A bounded queue before each endpoint: as many turns at once as it takes, the rest waits, beyond that is refused.</summary>
/// <param name="maxWaiting">Requests that may wait per endpoint (<c>queue.max_size</c>).</param>
/// <param name="timeout">How long one waits at most (<c>queue.timeout_secs</c>).</param>
/// <param name="clock">Measures the wait.</param>
public sealed class BackendQueues(int maxWaiting, TimeSpan timeout, TimeProvider clock) : IScheduler
{
    private readonly ConditionalWeakTable<IEndpoint, BackendQueue> _queues = [];

    public ValueTask<Outcome<Turn>> WaitAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        var endpoint = candidate.Endpoint;
        if (!_queues.TryGetValue(endpoint, out var queue))
            queue = _queues.GetOrAdd(endpoint, new BackendQueue(endpoint.Capacity));
        return queue.WaitAsync(candidate.Backend.Name, maxWaiting, timeout, clock, cancellationToken);
    }

    /// <summary>Turns given out and not yet back, over all backends.</summary>
    public int Running => _queues.Sum(pair => pair.Value.Running);

    /// <summary>Requests waiting, over all backends.</summary>
    public int Waiting => _queues.Sum(pair => pair.Value.Waiting);
}
