using System.Runtime.CompilerServices;
using GenGateway.Backends.Http;
using GenGateway.Configuration;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>An address that speaks OpenAI's protocol. Thread safe.</summary>
public sealed class OpenAiEndpoint : IEndpoint, IModelSource, IProbed
{
    private readonly UpstreamClient _client;
    private readonly UpstreamLimits _limits;
    private readonly Uri _chat;
    private readonly Uri _completions;
    private readonly Uri _models;
    private readonly Translation _translation;
    private readonly UpstreamProbe _probe;

    /// <param name="client">Speaks with it.</param>
    /// <param name="limits">What an answer may hold in memory.</param>
    /// <param name="capacity">Requests it takes at once.</param>
    /// <param name="prefill">How it goes on with an answer that is begun.</param>
    public OpenAiEndpoint(UpstreamClient client, UpstreamLimits limits, int capacity, PrefillMode prefill = PrefillMode.Assistant)
    {
        ContinuesTurns = prefill != PrefillMode.None;
        _client = client;
        _limits = limits;
        Capacity = capacity;
        Address = UrlQuery.Shown(client.Address.AbsoluteUri);
        _chat = client.Route("chat/completions");
        _completions = client.Route("completions");
        _models = client.Route("models");
        _probe = new UpstreamProbe(client, _models);
        _translation = new Translation(client, limits, _chat, _completions, prefill);
    }

    public string Address { get; }

    public string? Unhealthy => null;

    public int Capacity { get; }

    public bool ContinuesTurns { get; }

    public bool Relays(WireProtocol protocol) => protocol is WireProtocol.OpenAiChat or WireProtocol.OpenAiCompletion;

    public IEnumerable<string> NotCarried(GenerationTask task) => _translation.NotCarried(task);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<Outcome<Relay>> RelayAsync(WireBody body, Attempt attempt)
    {
        var content = new PiecesContent(body, BodyEdits.Apply(body.Bytes, body.Peeked, attempt.Candidate.ModelJson));
        var route = body.Protocol == WireProtocol.OpenAiChat ? _chat : _completions;
        if (!(await _client.SendAsync(HttpMethod.Post, route, content, attempt).ConfigureAwait(false)).TryGet(out var response, out var failure))
            return failure;
        try
        {
            if (!UpstreamStatus.IsAnswer(response))
            {
                failure = await OpenAiErrors.ReadAsync(_client, response, relayed: true, attempt.Token).ConfigureAwait(false);
                response.Dispose();
                return failure;
            }

            return attempt.Request.Stream
                ? await StreamAsync(response, attempt).ConfigureAwait(false)
                : await WholeRelay.OpenAsync(response, attempt, _limits).ConfigureAwait(false);
        }
        catch
        {
            response.Dispose();
            throw;
        }
        finally
        {
            // The bytes are sent or never will be; who still sends holds them itself.
            content.Dispose();
        }
    }

    public ValueTask<Outcome<Generation>> GenerateAsync(GenerationTask task, Attempt attempt) => _translation.GenerateAsync(task, attempt);

    public ValueTask<Outcome<IReadOnlyList<FoundModel>>> ListModelsAsync(CancellationToken cancellationToken) =>
        OpenAiModels.ListAsync(_client, _models, cancellationToken);

    public ValueTask<Failure?> ProbeAsync(CancellationToken cancellationToken) => _probe.RunAsync(cancellationToken);

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome<Relay>> StreamAsync(HttpResponseMessage response, Attempt attempt)
    {
        if (EventStreams.Refused(response, _client.Backend) is { } refused)
        {
            response.Dispose();
            return refused;
        }

        var stream = response.Content.ReadAsStream(attempt.Token);
        var relay = new StreamRelay(response, stream, attempt, _limits.EventBytes);
        var isCommitted = false;
        try
        {
            var failure = await relay.CommitAsync().ConfigureAwait(false);
            isCommitted = failure is null;
            return isCommitted ? relay : failure!;
        }
        finally
        {
            // One that committed is the road's, even where the attempt was stopped in the same moment: what it read ahead lies in its buffers.
            if (!isCommitted)
                await relay.DisposeAsync().ConfigureAwait(false);
        }
    }
}
