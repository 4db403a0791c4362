using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>
/// One program before a fake of every kind; the model is called as the kind of server is. Tests that share it use one of the fakes at a time and queue
/// behaviours for their own requests only.
/// </summary>
public class UpstreamGateway : IAsyncLifetime
{
    /// <summary>What every fake of OpenAI's protocol calls its model.</summary>
    public const string Served = "served-model";

    private GatewayProcess? gateway;

    public IReadOnlyDictionary<string, FakeOpenAi> Fakes { get; } = OpenAiProfile.ByName.ToDictionary(pair => pair.Key, pair => new FakeOpenAi(pair.Value) { Models = [Served] });

    public FakeOllama Ollama { get; } = new();

    public FakeOpenAi OpenAi => Fakes["openai"];

    public GatewayProcess Gateway => gateway ?? throw new InvalidOperationException("The program has not started.");

    public GatewayClient Client => Gateway.Client;

    protected virtual string Settings => UpstreamSettings.Once;

    public async ValueTask InitializeAsync()
    {
        var backends = new Backends();
        foreach (var (kind, fake) in Fakes)
            backends.Add($"at-{kind}", "openai", fake.Endpoint, kind, Served);
        backends.Add("at-ollama", "ollama", Ollama.Endpoint, "ollama", "tiny-text", "options: { keep_alive: 7m }");
        backends.Add("at-ollama-tools", "ollama", Ollama.Endpoint, "ollama-tools", "tiny-tools");
        backends.Add("at-ollama-embed", "ollama", Ollama.Endpoint, "ollama-embed", "tiny-embed", "options: { keep_alive: 7m }");
        backends.Add("at-ollama-think", "ollama", Ollama.Endpoint, "ollama-think", "tiny-think");
        var options = new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml } }.WithConfiguration(Settings);
        gateway = await GatewayProcess.StartAsync(options, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (gateway is not null)
            await gateway.DisposeAsync();
        foreach (var fake in Fakes.Values)
            await fake.DisposeAsync();
        await Ollama.DisposeAsync();
    }
}
