using System.Collections.Concurrent;
using GenGateway.Journey;
using Microsoft.Extensions.Logging;

namespace GenGateway.Health;

/// <summary>The accounts of all endpoints. Thread safe; those who change what there is take turns among themselves.</summary>
/// <param name="clock">For every account.</param>
/// <param name="logger">For every account.</param>
/// <param name="jitter">Numbers from 0 up to 1; null: chance.</param>
public sealed class HealthRegistry(TimeProvider clock, ILogger<HealthRegistry> logger, Func<double>? jitter = null) : IHealthRegistry
{
    private readonly ConcurrentDictionary<IEndpoint, EndpointHealth> _accounts = new(ReferenceEqualityComparer.Instance);
    private volatile IReadOnlyList<EndpointHealth> _enabled = [];

    /// <summary>The accounts of the endpoints of all backends that take part, in their order.</summary>
    public IReadOnlyList<EndpointHealth> Enabled => _enabled;

    public IEndpointHealth Of(IEndpoint endpoint) => AccountOf(endpoint);

    /// <summary>From now on there are these backends. An endpoint that stays keeps its account.</summary>
    public void Use(IReadOnlyList<EndpointSettings> all)
    {
        var enabled = new List<EndpointHealth>();
        var kept = new HashSet<IEndpoint>(ReferenceEqualityComparer.Instance);
        foreach (var settings in all)
        {
            foreach (var endpoint in settings.Backend.Endpoints)
            {
                var account = AccountOf(endpoint);
                account.Use(settings);
                kept.Add(endpoint);
                if (settings.Backend.Enabled)
                    enabled.Add(account);
            }
        }

        foreach (var endpoint in _accounts.Keys.Where(endpoint => !kept.Contains(endpoint)).ToArray())
            _accounts.TryRemove(endpoint, out _);
        _enabled = enabled;
    }

    // The first who asks makes it.
    private EndpointHealth AccountOf(IEndpoint endpoint) => _accounts.TryGetValue(endpoint, out var account)
        ? account
        : _accounts.GetOrAdd(endpoint, _ => new EndpointHealth(endpoint, clock, logger, jitter));
}
