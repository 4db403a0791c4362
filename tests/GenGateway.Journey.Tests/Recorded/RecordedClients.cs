using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Journey.Tests.Recorded;

/// <summary>Programs before fakes of the protocol that the recorded clients speak, and before a server that plays what went wrong. Each starts when it is needed.</summary>
public sealed class RecordedClients : IAsyncLifetime
{
    private readonly FakeOpenAi openAi = new() { Models = ["m"] };
    private readonly FakeAnthropic anthropic = new() { Models = ["m"] };
    private readonly FakeOllama ollama = new() { Models = [new OllamaModel("m", "completion", "tools", "vision", "embedding")] };
    private readonly Dictionary<(string Protocol, bool Fails), GatewayProcess> gateways = [];

    /// <summary>Plays recordings, byte for byte.</summary>
    public TranscriptServer Recording { get; } = new(PacketPlan.Recorded);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <param name="protocol">What the client speaks, as in <c>backends.yaml</c>.</param>
    /// <param name="fails">The server behind it plays the recording.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    internal async Task<GatewayClient> ClientAsync(string protocol, bool fails, CancellationToken cancellationToken)
    {
        if (gateways.TryGetValue((protocol, fails), out var running))
            return running.Client;
        var played = Recording.Url.GetLeftPart(UriPartial.Authority);
        var endpoint = protocol switch
        {
            "openai" => fails ? $"{played}/v1" : openAi.Endpoint,
            "anthropic" => fails ? played : anthropic.Endpoint,
            _ => fails ? played : ollama.Endpoint,
        };
        var auth = protocol == "anthropic" ? "auth: { type: api_key, token: sk-ant-0123456789 }" : null;
        var backends = new Backends().Add("one", protocol, endpoint, "m", more: auth).Add("other", protocol, endpoint, "a/b", "m", auth);
        var options = new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml }, ExpectsErrors = true }.WithConfiguration(UpstreamSettings.Once);
        var gateway = await GatewayProcess.StartAsync(options, cancellationToken);
        gateways.Add((protocol, fails), gateway);
        return gateway.Client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in gateways.Values)
            await gateway.DisposeAsync();
        await openAi.DisposeAsync();
        await anthropic.DisposeAsync();
        await ollama.DisposeAsync();
        await Recording.DisposeAsync();
    }
}
