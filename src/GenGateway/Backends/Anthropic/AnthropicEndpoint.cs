using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>An address that speaks Anthropic's Messages API. Thread safe.</summary>
public sealed class AnthropicEndpoint : IEndpoint, IModelSource, IProbed, ITokenCounter
{
    private readonly UpstreamClient _client;
    private readonly AnthropicSettings _settings;
    private readonly AnthropicCalls _calls;
    private readonly AnthropicRelayLane _relay;
    private readonly AnthropicTokens _tokens;
    private readonly Uri _models;
    private readonly UpstreamProbe _probe;

    /// <param name="client">Speaks with the address; its headers are <see cref="HeadersOf"/>.</param>
    /// <param name="limits">What an answer may hold in memory.</param>
    /// <param name="capacity">Requests at once, at least 1.</param>
    /// <param name="settings">What the operator wrote.</param>
    public AnthropicEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity, AnthropicSettings settings)
    {
        _client = client;
        _settings = settings;
        Capacity = capacity;
        Address = UrlQuery.Shown(client.Address.AbsoluteUri);
        // Written with the version's folder or without, as the vendor's own documents have both.
        var root = client.Address.AbsolutePath.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) ? "" : "v1/";
        var messages = client.Route($"{root}messages");
        _models = client.Route($"{root}models");
        _calls = new AnthropicCalls(client, limits, messages);
        _relay = new AnthropicRelayLane(client, limits, messages);
        _tokens = new AnthropicTokens(client, client.Route($"{root}messages/count_tokens"));
        _probe = new UpstreamProbe(client, _models);
    }

    public string Address { get; }

    public string? Unhealthy => null;

    public int Capacity { get; }

    public bool ContinuesTurns { get; init; } = true;

    /// <summary>The headers that the address wants with every request.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> HeadersOf(AnthropicSettings settings) => AnthropicHeaders.Of(settings);

    public bool Relays(WireProtocol protocol) => protocol == WireProtocol.AnthropicMessages;

    public IEnumerable<string> NotCarried(GenerationTask task) => AnthropicLimits.NotCarried(task, _settings);

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => _relay.RelayAsync(body, attempt);

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt)
    {
        if (task is not ChatTask chat)
            return new(new Failure(FailureKind.InvalidValue, $"Backend '{_client.Backend}' answers chats only.") { Param = "model" });
        if (AnthropicLimits.Refused(chat) is { } refused)
            return new(refused);
        // The same bytes for every choice.
        var body = AnthropicEncoder.Encode(chat, attempt.Candidate.Model, attempt.Request.Stream, _settings);
        return new(new AnthropicGeneration(choice => _calls.BeginAsync(body, choice, attempt), chat.N, attempt));
    }

    public ValueTask<Outcome<int>> CountAsync(WireBody body, IReadOnlyList<KeyValuePair<string, string>> protocolHeaders, Candidate candidate, CancellationToken cancellationToken) =>
        _tokens.CountAsync(body, protocolHeaders, candidate, cancellationToken);

    public ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) =>
        AnthropicModels.ListAsync(_client, _models, cancellationToken);

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);
}
