using System.Runtime.CompilerServices;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Scheduling;

/// <summary>A bounded queue before each endpoint: as many turns at once as it takes, the rest waits, beyond that is refused.</summary>
/// <param name="config">How many may wait, and how long; until <see cref="Use"/> says otherwise.</param>
/// <param name="clock">Measures the wait.</param>
public sealed class BackendQueues(QueueConfig config, TimeProvider clock) : IScheduler
{
    private volatile QueueConfig _config = config;

    private readonly ConditionalWeakTable<IEndpoint, BackendQueue> _queues = [];

    /// <summary>From now on, these limits; who waits already keeps its own.</summary>
    public void Use(QueueConfig changed) => _config = changed;

    public ValueTask<Outcome<Turn>> WaitAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        var endpoint = candidate.Endpoint;
        if (!_queues.TryGetValue(endpoint, out var queue))
            queue = _queues.GetOrAdd(endpoint, new BackendQueue(endpoint.Capacity));
        return queue.WaitAsync(candidate.Backend.Name, _config, clock, cancellationToken);
    }

    /// <summary>Turns given out and not yet back, over all backends.</summary>
    public int Running => _queues.Sum(pair => pair.Value.Running);

    /// <summary>Requests waiting, over all backends.</summary>
    public int Waiting => _queues.Sum(pair => pair.Value.Waiting);
}
