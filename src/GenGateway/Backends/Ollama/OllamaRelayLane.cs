using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Ollama;

/// <summary>Ollama's bodies on the relay. Thread safe.</summary>
/// <param name="client">Speaks with the endpoint.</param>
/// <param name="limits">What an answer may hold in memory.</param>
internal sealed class OllamaRelayLane(UpstreamClient client, UpstreamLimits limits) : RelayLane(client, limits)
{
    private static readonly WholeRelay.Judge OfText = WholeLine.Judge;
    private static readonly WholeRelay.Judge OfVectors = VectorReader.Judge;

    private readonly Uri _chat = client.Route("api/chat");
    private readonly Uri _generate = client.Route("api/generate");
    private readonly Uri _embed = client.Route("api/embed");

    /// <inheritdoc cref="IEndpoint.Relays"/>
    public static bool Relays(WireProtocol protocol) => protocol is WireProtocol.OllamaChat or WireProtocol.OllamaGenerate or WireProtocol.OllamaEmbed;

    protected override Uri RouteOf(WireProtocol protocol) => protocol switch
    {
        WireProtocol.OllamaChat => _chat,
        WireProtocol.OllamaGenerate => _generate,
        _ => _embed,
    };

    protected override WholeRelay.Judge JudgeOf(WireProtocol protocol) => protocol == WireProtocol.OllamaEmbed ? OfVectors : OfText;

    protected override ValueTask<Failure> ReadErrorAsync(HttpResponseMessage response, Attempt attempt) =>
        OllamaErrors.ReadAsync(Client, response, relayed: true, attempt.Token);

    // What is no line of an answer is found out by reading it.
    protected override Failure? Refused(HttpResponseMessage response) => null;

    protected override FrameRelay Open(HttpResponseMessage response, Stream stream, Attempt attempt) => new LineRelay(response, stream, attempt, Limits.EventBytes);
}
