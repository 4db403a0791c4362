using System.Globalization;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Health;
using GenGateway.Journey;
using GenGateway.Routing;
using Microsoft.Extensions.Logging.Abstractions;

namespace GenGateway.Microbenchmarks;

/// <summary>A router before backends that nobody asks: what it costs to choose one of eight endpoints, among a hundred backends.</summary>
internal static class Pool
{
    private const int Backends = 100;
    private const int Serving = 4;
    private const string Model = "bench";

    /// <summary>One choice.</summary>
    public static Action Pick(BalancingPolicy policy)
    {
        IBackend[] backends = [.. Enumerable.Range(0, Backends).Select(static number => new Backend(string.Create(CultureInfo.InvariantCulture, $"backend-{number}"), number < Serving ? Model : string.Create(CultureInfo.InvariantCulture, $"other-{number}")))];
        var balances = backends.Select(static (backend, number) => KeyValuePair.Create(backend.Name, new BackendBalance(1 + number % 3, null, [1, 2]))).ToDictionary();
        var router = new ModelRouter(backends, new RoutingSettings { Strategy = policy, Balances = balances }, new HealthRegistry(TimeProvider.System, NullLogger<HealthRegistry>.Instance));
        var request = new GenerationRequest { Id = "bench", Surface = "openai.chat", Caller = new Caller(null, "192.0.2.17"), Capability = Capability.Chat, Source = new GenGateway.Surfaces.OpenAi.ChatBody("{}"u8.ToArray()), Model = Model };
        return () =>
        {
            if (!router.Resolve(request).TryGet(out _, out var failure))
                throw new InvalidOperationException(failure.Message);
        };
    }

    private sealed class Backend(string name, string model) : IBackend
    {
        public string Name => name;

        public string Origin => "file";

        public string Protocol => "openai";

        public bool Enabled => true;

        public IReadOnlyList<Capability> Capabilities { get; } = [Capability.Chat];

        public IReadOnlyList<ModelEntry> Models { get; } = [new ModelEntry(model, model, [Capability.Chat], DateTimeOffset.UnixEpoch)];

        public DeadlineOverrides Deadlines => DeadlineOverrides.None;

        public IReadOnlyList<IEndpoint> Endpoints { get; } = [new Endpoint(name + ".0"), new Endpoint(name + ".1")];
    }

    private sealed class Endpoint(string address) : IEndpoint
    {
        public string Address => address;

        public string? Unhealthy => null;

        public int Capacity => 64;

        public bool Relays(WireProtocol protocol) => false;

        public IEnumerable<string> NotCarried(GenerationTask task) => [];

        public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException();

        public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => throw new NotSupportedException();
    }
}
