using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>Anthropic's bodies on the relay. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
/// <param name="messages">The route of messages.</param>
internal sealed class AnthropicRelayLane(UpstreamClient client, UpstreamLimits limits, Uri messages) : RelayLane(client, limits)
{
    private static readonly WholeRelay.Judge Judge = MessageJudge.Whole;

    protected override Uri RouteOf(WireProtocol protocol) => messages;

    protected override WholeRelay.Judge JudgeOf(WireProtocol protocol) => Judge;

    protected override IReadOnlyList<KeyValuePair<string, string>>? HeadersOf(Attempt attempt) => AnthropicHeaders.Merged(attempt.Request.ProtocolHeaders, Client.Headers);

    protected override ValueTask<Failure> ReadErrorAsync(HttpResponseMessage response, Attempt attempt) =>
        AnthropicErrors.ReadAsync(Client, response, relayed: true, attempt.Token);

    protected override Failure? Refused(HttpResponseMessage response) => EventStreams.Refused(response, Client.Backend);

    protected override FrameRelay Open(HttpResponseMessage response, Stream stream, Attempt attempt) => new MessageRelay(response, stream, attempt, Limits.EventBytes);
}
