using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>One program before a fake of Anthropic's API. Tests that share it use it one after another and queue behaviours for their own requests only.</summary>
public sealed class AnthropicGateway : IAsyncLifetime
{
    /// <summary>What the program shows the fake, and nobody else.</summary>
    public const string Key = "sk-ant-canary-0123456789";

    private GatewayProcess? gateway;

    public FakeAnthropic Anthropic { get; } = new() { Credential = FakeCredential.InHeader("x-api-key", Key) };

    public GatewayClient Client => (gateway ?? throw new InvalidOperationException("The program has not started.")).Client;

    public async ValueTask InitializeAsync()
    {
        var auth = $"auth: {{ type: api_key, token: {Key} }}";
        var backends = new Backends()
            .Add("at-anthropic", "anthropic", Anthropic.Endpoint, "claude", "claude-fake-1", auth)
            .Add("at-anthropic-thinking", "anthropic", $"{Anthropic.Endpoint}/v1", "claude-thinking", "claude-fake-1", $"{auth}, options: {{ reasoning: budget, max_tokens: 500 }}");
        var options = new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml }, ExpectsErrors = true }.WithConfiguration(UpstreamSettings.Once);
        gateway = await GatewayProcess.StartAsync(options, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null)
            await gateway.DisposeAsync();
        await Anthropic.DisposeAsync();
    }
}
