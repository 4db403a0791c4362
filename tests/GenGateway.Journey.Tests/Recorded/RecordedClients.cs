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
    private readonly FakeOpenAi openAi = new() { Models = ["m"], Painters = ["m"] };
    private readonly FakeAnthropic anthropic = new() { Models = ["m"] };
    private readonly FakeOllama ollama = new() { Models = [new OllamaModel("m", "completion", "tools", "thinking", "vision", "embedding")] };
    private readonly Dictionary<(string Protocol, bool Plays), GatewayProcess> gateways = [];

    /// <summary>Plays recordings, byte for byte.</summary>
    public TranscriptServer Recording { get; } = new(PacketPlan.Recorded);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <param name="protocol">What the client speaks, as in <c>backends.yaml</c>.</param>
    /// <param name="plays">The server behind the program plays the recording; else it is the protocol's fake.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public async Task<GatewayClient> ClientAsync(string protocol, bool plays, CancellationToken cancellationToken)
    {
        if (!gateways.TryGetValue((protocol, plays), out var gateway))
            gateways.Add((protocol, plays), gateway = await GatewayProcess.StartAsync(Options(protocol, plays), cancellationToken));
        return gateway.Client;
    }

    /// <summary>For a program of a test's own: a server that asks to be left alone, or whose connection hangs, would fail the tests behind it.</summary>
    public GatewayOptions Playing(string protocol) => Options(protocol, plays: true);

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in gateways.Values)
            await gateway.DisposeAsync();
        await openAi.DisposeAsync();
        await anthropic.DisposeAsync();
        await ollama.DisposeAsync();
        await Recording.DisposeAsync();
    }

    private GatewayOptions Options(string protocol, bool plays)
    {
        var played = Recording.Url.GetLeftPart(UriPartial.Authority);
        var endpoint = protocol switch
        {
            "openai" => plays ? $"{played}/v1" : openAi.Endpoint,
            "anthropic" => plays ? played : anthropic.Endpoint,
            _ => plays ? played : ollama.Endpoint,
        };
        var auth = protocol == "anthropic" ? "auth: { type: api_key, token: sk-ant-0123456789 }" : null;
        var backends = new Backends().Add("one", protocol, endpoint, "m", more: auth).Add("other", protocol, endpoint, "a/b", "m", auth).Add("deployment", protocol, endpoint, "dep", "m", auth);
        var painter = protocol == "openai" ? $"  image:\n    - {{ name: painter, protocol: openai, endpoints: [\"{endpoint}\"], models: [m], health_check: {{ enabled: false }} }}\n" : null;
        return new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml + painter }, ExpectsErrors = true }.WithConfiguration(UpstreamSettings.Once);
    }
}
