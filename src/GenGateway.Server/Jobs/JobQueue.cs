namespace GenGateway.Server.Jobs;

/// <summary>The jobs that wait, first come first served, a bounded number of them. Thread safe.</summary>
/// <param name="most">Most jobs that may wait.</param>
internal sealed class JobQueue(int most) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Job> _jobs = [];
    private readonly SemaphoreSlim _there = new(0);
    private bool _closed;

    /// <summary>Whether nothing is taken any more.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
                return _closed;
        }
    }

    /// <summary>Whether one more would be refused.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return _jobs.Count >= most;
        }
    }

    /// <summary>Puts a job at the end.</summary>
    /// <returns>False: it is full or closed.</returns>
    public bool TryAdd(Job job)
    {
        lock (_lock)
        {
            if (_closed || _jobs.Count >= most)
                return false;
            _jobs.AddLast(job);
        }

        _there.Release();
        return true;
    }

    /// <summary>The first job, once there is one.</summary>
    /// <returns>Null: the queue is closed.</returns>
    public async Task<Job?> TakeAsync()
    {
        while (true)
        {
            await _there.WaitAsync();
            lock (_lock)
            {
                if (_closed)
                    return null;
                if (_jobs.First is not { } first)
                    continue;
                _jobs.Remove(first);
                return first.Value;
            }
        }
    }

    /// <summary>Takes a job out that does not want to wait any longer.</summary>
    public bool Remove(Job job)
    {
        lock (_lock)
            return _jobs.Remove(job);
    }

    /// <summary>A job's place, 1 for the next one; null: it does not wait.</summary>
    public int? PlaceOf(string id)
    {
        lock (_lock)
        {
            var place = 0;
            foreach (var job in _jobs)
            {
                place++;
                if (job.Id == id)
                    return place;
            }

            return null;
        }
    }

    /// <summary>Takes nothing any more and wakes whoever waits.</summary>
    /// <returns>The jobs that waited.</returns>
    public IReadOnlyList<Job> Close(int takers)
    {
        Job[] left;
        lock (_lock)
        {
            if (_closed)
                return [];
            _closed = true;
            left = [.. _jobs];
            _jobs.Clear();
        }

        _there.Release(takers);
        return left;
    }

    public void Dispose() => _there.Dispose();
}
