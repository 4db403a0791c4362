using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>An address that speaks Ollama's own protocol. Thread safe.</summary>
public sealed class OllamaEndpoint : IEndpoint, IModelSource, IProbed
{
    private readonly UpstreamClient _client;
    private readonly OllamaCalls _calls;
    private readonly Uri _tags;
    private readonly UpstreamProbe _probe;

    /// <param name="client">Speaks with the address.</param>
    /// <param name="limits">What an answer may hold in memory.</param>
    /// <param name="capacity">Requests at once, at least 1.</param>
    /// <param name="settings">What the operator wants sent along.</param>
    public OllamaEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity, OllamaSettings settings)
    {
        _client = client;
        _calls = new OllamaCalls(client, limits, settings);
        _tags = client.Route("api/tags");
        _probe = new UpstreamProbe(client, client.Route("api/version"));
        Capacity = capacity;
        Address = UrlQuery.Shown(client.Address.AbsoluteUri);
    }

    public string Address { get; }

    public string? Unhealthy => null;

    public int Capacity { get; }

    public bool ContinuesTurns { get; init; } = true;

    public bool Relays(WireProtocol protocol) => false;

    public IEnumerable<string> NotCarried(GenerationTask task) => OllamaLimits.NotCarried(task);

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException("Ollama's own protocol is reached by decoded tasks only.");

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is not TextTask text)
            return new(new Failure(FailureKind.InvalidValue, $"Backend '{_client.Backend}' generates text only.") { Param = "model" });
        return OllamaLimits.Refused(text) is { } refused ? new(refused) : new(new OllamaGeneration(_calls, text, attempt));
    }

    public ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) =>
        OllamaModels.ListAsync(_client, _tags, cancellationToken);

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);
}
