using GenGateway.Backends.Batching;
using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>An address that speaks OpenAI's protocol. Thread safe.</summary>
public sealed class OpenAiEndpoint : IEndpoint, IModelSource, IProbed, IRelaysTokens
{
    private readonly UpstreamClient _client;
    private readonly Uri _models;
    private readonly Translation _translation;
    private readonly OpenAiRelayLane _relay;
    private readonly UpstreamProbe _probe;
    private readonly EmbeddingBatcher? _batcher;
    private readonly TokenRelay _tokens;
    private readonly OpenAiImages _images;

    /// <param name="client">Speaks with it.</param>
    /// <param name="limits">What an answer may hold in memory.</param>
    /// <param name="capacity">Requests it takes at once.</param>
    /// <param name="prefill">How it goes on with an answer that is begun.</param>
    /// <param name="batching">What batches of embeddings share; null: there are none.</param>
    public OpenAiEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity, PrefillMode prefill = PrefillMode.Assistant, EmbeddingBatching? batching = null)
    {
        ContinuesTurns = prefill != PrefillMode.None;
        _client = client;
        Capacity = capacity;
        Address = UrlQuery.Shown(client.Address.AbsoluteUri);
        var routes = new OpenAiRoutes(client);
        _models = routes.Models;
        _probe = new UpstreamProbe(client, _models);
        _translation = new Translation(client, limits, routes, prefill);
        _batcher = batching is null ? null : new EmbeddingBatcher(batching, new OpenAiEmbedder(client, limits, routes.Embeddings));
        _tokens = new TokenRelay(client);
        _images = new OpenAiImages(client, limits);
        _relay = new OpenAiRelayLane(client, limits, routes);
    }

    public string Address { get; }

    public string? Unhealthy => null;

    public int Capacity { get; }

    public bool ContinuesTurns { get; }

    /// <summary>Whether the server has the Responses API and keeps responses itself; else a response is a chat that the gateway keeps.</summary>
    public bool KeepsResponses { get; init; }

    public bool Relays(WireProtocol protocol) => OpenAiRelayLane.Relays(protocol, KeepsResponses);

    public IEnumerable<string> NotCarried(GenerationTask task) => _translation.NotCarried(task);

    public IEnumerable<string> NotCarried(GenerationTask task, string model) => task is ImageTask image ? ImageFields.NotCarried(image, model) : NotCarried(task);

    public int? MostImages(ImageTask task, string model) => OpenAiImages.MostImages(model);

    public ImageForm UsualFormOf(string model) => OpenAiImages.UsualFormOf(model);

    public ValueTask<Outcome<Generation>?> ShareAsync(GenerationTask task, Attempt attempt) =>
        _batcher is not null && task is EmbeddingTask texts ? _batcher.JoinAsync(texts, attempt) : default;

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => _relay.RelayAsync(body, attempt);

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) =>
        task is ImageTask image ? _images.GenerateAsync(image, attempt) : _translation.GenerateAsync(task, attempt);

    public ValueTask<Outcome<ReadOnlyMemory<byte>?>> RelayTokensAsync(string route, ReadOnlyMemory<byte> body, Peeked peeked, Candidate candidate, CancellationToken cancellationToken) =>
        _tokens.AskAsync(route, body, peeked, candidate, cancellationToken);

    public ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) =>
        OpenAiModels.ListAsync(_client, _models, cancellationToken);

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);
}
