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

    protected override bool AsksForUsage => true;

    /// <inheritdoc cref="IEndpoint.Relays"/>
    public static bool Relays(WireProtocol protocol) => protocol is WireProtocol.OpenAiChat or WireProtocol.OpenAiCompletion or WireProtocol.OpenAiEmbeddings;

    protected override Uri RouteOf(WireProtocol protocol) => protocol switch
    {
        WireProtocol.OpenAiChat => routes.Chat,
        WireProtocol.OpenAiEmbeddings => routes.Embeddings,
        _ => routes.Completions,
    };

    protected override WholeRelay.Judge JudgeOf(WireProtocol protocol) => protocol == WireProtocol.OpenAiEmbeddings ? Vectors : Text;

    protected override ValueTask<Failure> ReadErrorAsync(HttpResponseMessage response, Attempt attempt) =>
        OpenAiErrors.ReadAsync(Client, response, relayed: true, attempt.Token);

    protected override Failure? Refused(HttpResponseMessage response) => EventStreams.Refused(response, Client.Backend);

    protected override FrameRelay Open(HttpResponseMessage response, Stream stream, Attempt attempt) => new StreamRelay(response, stream, attempt, Limits.EventBytes);
}
