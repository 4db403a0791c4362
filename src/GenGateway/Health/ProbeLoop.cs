using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Telemetry;
using Microsoft.Extensions.Logging;

namespace GenGateway.Health;

/// <summary>Probes every endpoint on its own interval. One owner calls <see cref="Begin"/> again and again; no probe waits for another.</summary>
/// <param name="registry">Whose endpoints are probed, and where the answers are kept.</param>
/// <param name="clock">Says what is due.</param>
/// <param name="logger">Hears of defects.</param>
/// <param name="chance">Numbers from 0 up to 1, so that endpoints of one interval are not asked in the same moment; null: chance.</param>
public sealed partial class ProbeLoop(HealthRegistry registry, TimeProvider clock, ILogger<ProbeLoop> logger, Func<double>? chance = null)
{
    /// <summary>Probes at once, over all endpoints.</summary>
    public const int MostAtOnce = 32;

    /// <summary>The part of its interval by which a probe may come early.</summary>
    public const double MostJitter = 0.1;

    private readonly Func<double> _chance = chance ?? Random.Shared.NextDouble;
    private readonly Dictionary<EndpointHealth, long> _due = [];
    private readonly Dictionary<EndpointHealth, Task> _running = [];

    /// <summary>Probes that succeeded.</summary>
    public Counter Succeeded { get; } = new();

    /// <summary>Probes that failed.</summary>
    public Counter Failed { get; } = new();

    /// <summary>Begins every probe that is due and finds room. Not to be called twice at once.</summary>
    /// <param name="cancellationToken">Ends the probes that are begun.</param>
    public void Begin(CancellationToken cancellationToken)
    {
        foreach (var ended in _running.Where(static pair => pair.Value.IsCompleted).Select(static pair => pair.Key).ToArray())
            _running.Remove(ended);
        var probed = registry.Enabled.Where(static account => account.Endpoint is IProbed && account.Probing.Enabled).ToArray();
        foreach (var gone in _due.Keys.Except(probed).ToArray())
            _due.Remove(gone);
        var now = clock.GetTimestamp();
        foreach (var account in probed)
        {
            // A new one's first probe comes soon, not at once: many are new at the same time.
            if (!_due.TryGetValue(account, out var due))
                _due[account] = due = now + Ticks(account.Probing.Interval * (MostJitter * _chance()));
            if (now < due || _running.Count >= MostAtOnce || _running.ContainsKey(account))
                continue;
            _due[account] = now + Ticks(account.Probing.Interval * (1 - (MostJitter * _chance())));
            _running[account] = ProbeAsync(account, cancellationToken);
        }
    }

    /// <summary>Waits for the probes under way.</summary>
    public Task EndAsync() => Task.WhenAll(_running.Values);

    private async Task ProbeAsync(EndpointHealth account, CancellationToken cancellationToken)
    {
        var timeout = account.Probing.Timeout;
        Failure? failure;
        using var limit = new CancellationTokenSource(timeout, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            failure = await ((IProbed)account.Endpoint).ProbeAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException)
        {
            failure = new Failure(FailureKind.Timeout, $"no answer within {timeout.TotalSeconds:0} s (health_check.timeout_secs).");
        }
        catch (Exception thrown)
        {
            // A defect of ours must not end the other endpoints' probes, nor count against this one.
            Log.Broke(logger, account.Endpoint.Address, thrown);
            return;
        }

        (failure is null ? Succeeded : Failed).Add(1);
        account.Probed(failure);
    }

    private long Ticks(TimeSpan time) => (long)(time.TotalSeconds * clock.TimestampFrequency);

    // Event ids 7100–7199 are this one's.
    private static partial class Log
    {
        [LoggerMessage(7101, LogLevel.Error, "the probe of endpoint {Endpoint} broke")]
        public static partial void Broke(ILogger logger, string endpoint, Exception cause);
    }
}
