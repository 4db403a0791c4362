using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>An address that speaks Ollama's own protocol. Thread safe.</summary>
public sealed class OllamaEndpoint : IEndpoint, IModelSource, IProbed, IModelMemory
{
    private readonly UpstreamClient _client;
    private readonly OllamaCalls _calls;
    private readonly OllamaRelayLane _relay;
    private readonly UpstreamLimits _limits;
    private readonly OllamaSettings _settings;
    private readonly Uri _tags;
    private readonly Uri _embed;
    private readonly Uri _generate;
    private readonly UpstreamProbe _probe;

    /// <param name="client">Speaks with the address.</param>
    /// <param name="limits">What an answer may hold in memory.</param>
    /// <param name="capacity">Requests at once, at least 1.</param>
    /// <param name="settings">What the operator wants sent along.</param>
    public OllamaEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity, OllamaSettings settings)
    {
        _client = client;
        _calls = new OllamaCalls(client, limits, settings);
        _relay = new OllamaRelayLane(client, limits);
        _limits = limits;
        _settings = settings;
        _embed = client.Route("api/embed");
        _generate = client.Route("api/generate");
        _tags = client.Route("api/tags");
        _probe = new UpstreamProbe(client, client.Route("api/version"));
        Capacity = capacity;
        Address = UrlQuery.Shown(client.Address.AbsoluteUri);
    }

    public string Address { get; }

    public string? Unhealthy => null;

    public int Capacity { get; }

    public bool ContinuesTurns { get; init; } = true;

    public bool TakesLinks => false;

    public bool Relays(WireProtocol protocol) => OllamaRelayLane.Relays(protocol);

    public IEnumerable<string> NotCarried(GenerationTask task) => OllamaLimits.NotCarried(task);

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => _relay.RelayAsync(body, attempt);

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is EmbeddingTask embedding)
            return OllamaLimits.Refused(embedding) is { } tokens ? new(tokens) : new(new OllamaEmbedding(_client, _embed, _limits, _settings, embedding, attempt));
        if (task is not TextTask text)
            return new(new Failure(FailureKind.InvalidValue, $"Backend '{_client.Backend}' generates text and vectors only.") { Param = "model" });
        return OllamaLimits.Refused(text) is { } refused ? new(refused) : new(new OllamaGeneration(_calls, text, attempt));
    }

    // Only asking would tell.
    public int? LoadedContext(string model) => null;

    public async ValueTask<Failure?> LoadAsync(string model, string? keepAlive, CancellationToken cancellationToken)
    {
        var body = RequestJson.Write(json =>
        {
            json.WriteString("model", model);
            if (keepAlive is not null)
                RequestJson.WriteRaw(json, "keep_alive", keepAlive);
        });
        if (!(await _client.TellAsync(HttpMethod.Post, _generate, body, cancellationToken).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        using var owned = response;
        return UpstreamStatus.IsAnswer(response) ? null : await OllamaErrors.ReadAsync(_client, response, relayed: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for what concerns the models themselves (<c>pull</c>, <c>copy</c>, <c>delete</c>).</summary>
    /// <param name="method">POST, mostly.</param>
    /// <param name="path">The route (<c>api/pull</c>).</param>
    /// <param name="body">As Ollama has it.</param>
    /// <param name="cancellationToken">Fires when nobody waits for it any more.</param>
    /// <returns>The answer, whatever its status, to be disposed by the caller; or that there was none.</returns>
    public ValueTask<Outcome<HttpResponseMessage>> ManageAsync(HttpMethod method, string path, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        _client.TellAsync(method, _client.Route(path), body, cancellationToken);

    public ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) =>
        OllamaModels.ListAsync(_client, _tags, cancellationToken);

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);
}
