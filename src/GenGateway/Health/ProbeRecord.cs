using GenGateway.Configuration;

namespace GenGateway.Health;

/// <summary>What the active probes of one endpoint say. Unknown counts as well. Thread safe.</summary>
internal sealed class ProbeRecord
{
    private readonly Lock _lock = new();
    private HealthCheckConfig _config = HealthCheckConfig.Standing;
    private volatile string? _down;
    private int _failures;
    private int _successes;

    /// <summary>Why the endpoint is out of service; null: it is not.</summary>
    public string? Down => _down;

    /// <summary>How it is probed.</summary>
    public HealthCheckConfig Config => Volatile.Read(ref _config);

    /// <summary>From now on, this holds. Where probes are switched off, what they said is forgotten.</summary>
    public void Use(HealthCheckConfig config)
    {
        lock (_lock)
        {
            Volatile.Write(ref _config, config);
            if (config.Enabled)
                return;
            _down = null;
            _failures = _successes = 0;
        }
    }

    /// <summary>A probe ended.</summary>
    /// <param name="problem">What was wrong; null: nothing.</param>
    /// <returns>True: it took the endpoint out or brought it back.</returns>
    public bool Add(string? problem)
    {
        lock (_lock)
        {
            if (!_config.Enabled)
                return false;
            if (problem is null)
            {
                _failures = 0;
                if (_down is null || ++_successes < _config.Successes)
                    return false;
                _down = null;
                return true;
            }

            _successes = 0;
            if (_down is not null)
            {
                _down = problem;
                return false;
            }

            if (++_failures < _config.Failures)
                return false;
            _down = problem;
            return true;
        }
    }
}
