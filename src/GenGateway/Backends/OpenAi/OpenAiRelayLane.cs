using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>OpenAI's bodies on the relay. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="chat">The route of chats.</param>
/// <param name="completions">The route of completions.</param>
internal sealed class OpenAiRelayLane(UpstreamClient client, UpstreamLimits limits, Uri chat, Uri completions) : RelayLane(client, limits)
{
    private static readonly WholeRelay.Judge Judge = WholeJudge.Judge;

    protected override bool AsksForUsage => true;

    /// <inheritdoc cref="IEndpoint.Relays"/>
    public static bool Relays(WireProtocol protocol) => protocol is WireProtocol.OpenAiChat or WireProtocol.OpenAiCompletion;

    protected override Uri RouteOf(WireProtocol protocol) => protocol == WireProtocol.OpenAiChat ? chat : completions;

    protected override WholeRelay.Judge JudgeOf(WireProtocol protocol) => Judge;

    protected override ValueTask<Failure> ReadErrorAsync(HttpResponseMessage response, Attempt attempt) =>
        OpenAiErrors.ReadAsync(Client, response, relayed: true, attempt.Token);

    protected override Failure? Refused(HttpResponseMessage response) => EventStreams.Refused(response, Client.Backend);

    protected override FrameRelay Open(HttpResponseMessage response, Stream stream, Attempt attempt) => new StreamRelay(response, stream, attempt, Limits.EventBytes);
}
