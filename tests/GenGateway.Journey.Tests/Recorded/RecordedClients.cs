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
    private readonly FakeOllama ollama = new() { Models = [new OllamaModel("m", "completion", "tools", "thinking", "vision", "embedding")] };
    private readonly Dictionary<string, GatewayProcess> gateways = [];

    /// <summary>Plays recordings, byte for byte.</summary>
    public TranscriptServer Recording { get; } = new(PacketPlan.Recorded);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <param name="protocol">What the client speaks, as in <c>backends.yaml</c>.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A client of the program before the protocol's fake.</returns>
    public async Task<GatewayClient> ClientAsync(string protocol, CancellationToken cancellationToken)
    {
        if (!gateways.TryGetValue(protocol, out var gateway))
        {
            var endpoint = protocol switch { "openai" => openAi.Endpoint, "anthropic" => anthropic.Endpoint, _ => ollama.Endpoint };
            gateways.Add(protocol, gateway = await GatewayProcess.StartAsync(Options(protocol, endpoint), cancellationToken));
        }

        return gateway.Client;
    }

    /// <summary>For a program before the server that plays the recording; what failed there may rest, so every test has its own.</summary>
    public GatewayOptions Playing(string protocol)
    {
        var server = Recording.Url.GetLeftPart(UriPartial.Authority);
        return Options(protocol, protocol == "openai" ? $"{server}/v1" : server);
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

    private static GatewayOptions Options(string protocol, string endpoint)
    {
        var auth = protocol == "anthropic" ? "auth: { type: api_key, token: sk-ant-0123456789 }" : null;
        var backends = new Backends().Add("one", protocol, endpoint, "m", more: auth).Add("other", protocol, endpoint, "a/b", "m", auth);
        return new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml }, ExpectsErrors = true }.WithConfiguration(UpstreamSettings.Once);
    }
}
