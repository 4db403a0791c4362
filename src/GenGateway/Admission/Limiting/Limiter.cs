using System.Collections.Frozen;
using System.Threading.Channels;
using GenGateway.Configuration;
using GenGateway.Journey;
using GenGateway.Telemetry;

namespace GenGateway.Admission.Limiting;

/// <summary>The limits that hold now, and what is taken of them. Thread safe.</summary>
/// <remarks>A changed configuration replaces the limits and keeps what was taken, as long as the key, model or backend is still there.</remarks>
public sealed class Limiter(TimeProvider clock) : IMetricSource
{
    private readonly Lock _lock = new();
    private readonly LimitMetrics _metrics = new();
    private readonly AddressTable _addresses = new(clock);
    private readonly Channel<SpentBefore> _unknown = Channel.CreateUnbounded<SpentBefore>();

    // All below are written under the lock.
    private Dictionary<(LimitScope Scope, string Name), LimitedSubject> _subjects = [];
    private Dictionary<string, Budget> _budgets = [];
    private RateLimitConfig _limits = RateLimitConfig.None;
    private ApiKeySet _keys = new([]);
    private IReadOnlyList<KeyValuePair<string, RatesConfig>> _backends = [];
    private LimitTemplate? _perAddress;
    private int _version;
    private volatile LimitBook? _book;

    /// <summary>Budgets that are new here, and must be told what stands in the records.</summary>
    public ChannelReader<SpentBefore> Unknown => _unknown.Reader;

    /// <summary>The limits; null where there are none at all.</summary>
    internal LimitBook? Book => _book;

    /// <summary>From now on, these limits and those of these keys.</summary>
    public void Use(RateLimitConfig limits, ApiKeySet keys)
    {
        lock (_lock)
        {
            (_limits, _keys) = (limits, keys);
            Rebuild();
        }
    }

    /// <summary>From now on, these backends' limits.</summary>
    public void UseBackends(IEnumerable<KeyValuePair<string, RatesConfig>> backends)
    {
        lock (_lock)
        {
            _backends = [.. backends.Where(static backend => backend.Value != RatesConfig.None)];
            Rebuild();
        }
    }

    /// <summary>How every limit that concerns a request stands. Takes nothing.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="candidates">Who would be asked, the first one first.</param>
    public IReadOnlyList<ExplainedLimit> Explain(GenerationRequest request, IReadOnlyList<Candidate> candidates) => _book?.Explain(request, candidates) ?? [];

    public void Write(PrometheusWriter writer)
    {
        _metrics.Write(writer);
        writer.Family("gengateway_limit_addresses", "Addresses that have a place of their own among the limits; at most 65536.", MetricKind.Gauge);
        writer.Sample(_addresses.Count);
    }

    internal static string WordOf(BudgetPeriod period) => period switch
    {
        BudgetPeriod.Day => "day",
        BudgetPeriod.Month => "month",
        BudgetPeriod.Total => "total",
    };

    private void Rebuild()
    {
        var subjects = new Dictionary<(LimitScope, string), LimitedSubject>();
        var global = Subject(subjects, LimitScope.Global, "", "rate_limit.global", _limits.Global);
        _perAddress = Template(_perAddress, LimitScope.Address, "rate_limit.per_client", _limits.PerClient);
        // Keys of one name are one client: records and budgets know them by it alone.
        var named = _keys.All.DistinctBy(static key => key.PublicName).ToArray();
        var keys = named
            .Select(key => (key.PublicName, Subject: key.Limits is { } own
                ? Subject(subjects, LimitScope.Key, key.PublicName, $"auth.api_keys[{key.PublicName}].limits", own)
                : Subject(subjects, LimitScope.Key, key.PublicName, "rate_limit.per_client", _limits.PerClient)))
            .Where(static key => key.Subject is not null)
            .ToFrozenDictionary(static key => key.PublicName, static key => key.Subject!);
        var models = _limits.PerModel
            .Select(model => (Name: model.Key, Subject: Subject(subjects, LimitScope.Model, model.Key, $"rate_limit.per_model.{model.Key}", model.Value)))
            .Where(static model => model.Subject is not null)
            .ToFrozenDictionary(static model => model.Name, static model => model.Subject!);
        var backends = _backends.ToFrozenDictionary(
            static backend => backend.Key,
            backend => Subject(subjects, LimitScope.Backend, backend.Key, $"backend '{backend.Key}': rate_limit", backend.Value)!);
        var budgets = Budgets(named);
        _subjects = subjects;
        _book = subjects.Count == 0 && budgets.Count == 0 && _perAddress is null
            ? null
            : new LimitBook(clock, _metrics)
            {
                Global = global,
                Addresses = _addresses,
                PerAddress = _perAddress,
                OfKeys = keys,
                OfModels = models,
                OfBackends = backends,
                Budgets = budgets,
                CountsTokens = budgets.Count > 0 || _perAddress?.Tokens is not null || subjects.Values.Any(static subject => subject.Template.Tokens is not null),
            };
    }

    private LimitedSubject? Subject(Dictionary<(LimitScope, string), LimitedSubject> subjects, LimitScope scope, string name, string path, RatesConfig rates)
    {
        var before = _subjects.GetValueOrDefault((scope, name));
        if (Template(before?.Template, scope, path, rates) is not { } template)
            return null;
        return subjects[(scope, name)] = new LimitedSubject(before?.Subject ?? new LimitSubject(template), template);
    }

    // The same limits are the same template, so that nothing moves where nothing changed.
    private LimitTemplate? Template(LimitTemplate? before, LimitScope scope, string path, RatesConfig rates)
    {
        if (rates == RatesConfig.None)
            return null;
        return before is not null && before.Rates == rates && before.Path == path ? before : new LimitTemplate(scope, path, rates, ++_version, clock);
    }

    private FrozenDictionary<string, Budget> Budgets(IEnumerable<ApiKey> keys)
    {
        var budgets = new Dictionary<string, Budget>();
        foreach (var key in keys)
        {
            if (key.Budget is not { } config)
                continue;
            if (_budgets.TryGetValue(key.PublicName, out var budget) && budget.Config.Period == config.Period)
            {
                budget.Config = config;
            }
            else
            {
                budget = new Budget(key.PublicName, config, clock);
                _unknown.Writer.TryWrite(new SpentBefore(budget));
            }

            budgets[key.PublicName] = budget;
        }

        _budgets = budgets;
        return budgets.ToFrozenDictionary();
    }
}
