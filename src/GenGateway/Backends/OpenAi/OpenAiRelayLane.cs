using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>OpenAI's bodies on the relay. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="routes">Where bodies go.</param>
internal sealed class OpenAiRelayLane(UpstreamClient client, UpstreamLimits limits, OpenAiRoutes routes) : RelayLane(client, limits)
{
    private static readonly WholeRelay.Judge Text = WholeJudge.Judge;
    private static readonly WholeRelay.Judge Vectors = EmbeddingJudge.Judge;

    /// <inheritdoc cref="IEndpoint.Relays"/>
    /// <param name="protocol">What the body is written in.</param>
    /// <param name="keepsResponses">Whether the server has the Responses API, and keeps responses itself.</param>
    public static bool Relays(WireProtocol protocol, bool keepsResponses) => protocol switch
    {
        WireProtocol.OpenAiChat or WireProtocol.OpenAiCompletion or WireProtocol.OpenAiEmbeddings => true,
        WireProtocol.OpenAiResponses => keepsResponses,
        _ => false,
    };

    // The Responses API tells its usage unasked.
    protected override bool AsksForUsage(WireProtocol protocol) => protocol != WireProtocol.OpenAiResponses;

    protected override Uri RouteOf(WireProtocol protocol) => protocol switch
    {
        WireProtocol.OpenAiChat => routes.Chat,
        WireProtocol.OpenAiEmbeddings => routes.Embeddings,
        WireProtocol.OpenAiResponses => routes.Responses,
        _ => routes.Completions,
    };

    protected override WholeRelay.Judge JudgeOf(WireProtocol protocol) => protocol == WireProtocol.OpenAiEmbeddings ? Vectors : Text;

    protected override ValueTask<Outcome<Relay>> WholeAsync(HttpResponseMessage response, WireProtocol protocol, Attempt attempt)
    {
        if (protocol != WireProtocol.OpenAiResponses)
            return base.WholeAsync(response, protocol, attempt);
        var answer = new WholeResponse(attempt);
        return WholeRelay.OpenAsync(response, attempt, Limits, answer.Judge, answer.Keep);
    }

    protected override ValueTask<Failure> ReadErrorAsync(HttpResponseMessage response, Attempt attempt) =>
        OpenAiErrors.ReadAsync(Client, response, relayed: true, attempt.Token);

    protected override Failure? Refused(HttpResponseMessage response) => EventStreams.Refused(response, Client.Backend);

    protected override FrameRelay Open(HttpResponseMessage response, Stream stream, Attempt attempt) => attempt.Request.Wire!.Protocol == WireProtocol.OpenAiResponses
        ? new ResponseRelay(response, stream, attempt, Limits.EventBytes)
        : new StreamRelay(response, stream, attempt, Limits.EventBytes);
}
