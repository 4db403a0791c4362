using System.Globalization;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Routing;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Routing.Balancing;

/// <summary>Backends of one model with as many endpoints as a test wants, and a router before them. Endpoints are named <c>backend.number</c>.</summary>
internal sealed class FakePool : IHealthRegistry
{
    public const string Model = "m";

    private readonly List<Backend> _backends = [];
    private readonly Dictionary<string, BackendBalance> _balances = [];
    private readonly Dictionary<string, FakeHealth> _accounts = [];
    private ModelRouter? _router;

    public BalancingPolicy Strategy { get; init; } = BalancingPolicy.RoundRobin;

    public bool IsSticky { get; init; }

    public int Capacity { get; init; } = 1000;

    /// <summary>The account of an endpoint.</summary>
    public FakeHealth this[string endpoint] => _accounts.TryGetValue(endpoint, out var account) ? account : _accounts[endpoint] = new FakeHealth();

    public IEndpointHealth Of(IEndpoint endpoint) => this[endpoint.Address];

    /// <summary>Adds a backend with an endpoint of each weight.</summary>
    public FakePool Add(string name, int weight, BalancingPolicy? own, params int[] endpoints)
    {
        _backends.Add(new Backend(name, endpoints.Length, Capacity));
        _balances[name] = new BackendBalance(weight, own, endpoints);
        return this;
    }

    /// <summary>The order of one request's attempts.</summary>
    public string[] Order(GenerationRequest? request = null) => Resolve(request).TryGet(out var candidates, out var failure) ? [.. candidates.Select(static candidate => candidate.Endpoint.Address)] : throw new InvalidOperationException(failure.Message);

    /// <summary>Who is asked first, request after request.</summary>
    public string[] Firsts(int requests, Action<string>? chosen = null)
    {
        var firsts = new string[requests];
        for (var i = 0; i < requests; i++)
        {
            firsts[i] = Order()[0];
            chosen?.Invoke(firsts[i]);
        }

        return firsts;
    }

    /// <summary>How often each is asked first.</summary>
    public Dictionary<string, int> Counts(int requests, Action<string>? chosen = null) => Firsts(requests, chosen).CountBy(static first => first).ToDictionary();

    public Outcome<IReadOnlyList<Candidate>> Resolve(GenerationRequest? request = null) => Router.Resolve(request ?? Requests.Chat(Model));

    /// <summary>The order that a request's attempts would have now.</summary>
    public string[] Foretold(GenerationRequest? request = null) =>
        [.. Router.Explain(request ?? Requests.Chat(Model)).Candidates.Where(static one => one.IsInOrder).Select(static one => one.Candidate.Endpoint.Address)];

    private ModelRouter Router => _router ??= new ModelRouter(_backends, new RoutingSettings { Strategy = Strategy, Balances = _balances, Sticky = IsSticky ? [Model] : [] }, this, new Random(7));

    private sealed class Backend : IBackend
    {
        public Backend(string name, int endpoints, int capacity)
        {
            Name = name;
            Endpoints = [.. Enumerable.Range(0, endpoints).Select(i => new Endpoint(string.Create(CultureInfo.InvariantCulture, $"{name}.{i}"), capacity))];
        }

        public string Name { get; }

        public string Origin => "file";

        public string Protocol => "test";

        public bool Enabled => true;

        public IReadOnlyList<Capability> Capabilities => [Capability.Chat];

        public IReadOnlyList<ModelEntry> Models => [new ModelEntry(Model, Model, Capabilities, DateTimeOffset.UnixEpoch)];

        public DeadlineOverrides Deadlines => DeadlineOverrides.None;

        public IReadOnlyList<IEndpoint> Endpoints { get; }
    }

    private sealed class Endpoint(string address, int capacity) : IEndpoint
    {
        public string Address => address;

        public string? Unhealthy => null;

        public int Capacity => capacity;

        public bool Relays(WireProtocol protocol) => false;

        public IEnumerable<string> NotCarried(GenerationTask task) => [];

        public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException();

        public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => throw new NotSupportedException();
    }
}
