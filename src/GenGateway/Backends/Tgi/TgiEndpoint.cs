using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Tgi;

/// <summary>An address of Text Generation Inference: completions over its own routes, chats over its chat route. Thread safe.</summary>
public sealed class TgiEndpoint : IEndpoint, IModelSource, IProbed
{
    private readonly UpstreamClient _client;
    private readonly Uri _info;
    private readonly TgiCalls _calls;
    private readonly TgiChat _chat;
    private readonly UpstreamProbe _probe;

    /// <param name="client">Speaks with it.</param>
    /// <param name="limits">What an answer may hold in memory.</param>
    /// <param name="capacity">Requests it takes at once.</param>
    public TgiEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity)
    {
        _client = client;
        _info = client.Route("info");
        _calls = new TgiCalls(client, limits);
        _chat = new TgiChat(client, limits);
        _probe = new UpstreamProbe(client, client.Route("health"));
        Capacity = capacity;
        Address = UrlQuery.Shown(client.Address.AbsoluteUri);
    }

    public string Address { get; }

    public string? Unhealthy => null;

    public int Capacity { get; }

    /// <summary>Its chat route takes less than OpenAI's, in more ways than the relay may edit.</summary>
    public bool Relays(WireProtocol protocol) => false;

    public IEnumerable<string> NotCarried(GenerationTask task) => TgiLimits.NotCarried(task);

    public ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt) => throw new NotSupportedException("Text Generation Inference is reached by decoded tasks only.");

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => TgiLimits.Refused(task, _client.Backend) is { } refused
        ? new(refused)
        : task is ChatTask chat ? _chat.OpenAsync(chat, attempt) : new(new TgiGeneration(_calls, (CompletionTask)task, attempt));

    public ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) => TgiModels.ListAsync(_client, _info, cancellationToken);

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);
}
