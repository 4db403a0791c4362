using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>One program before a server that plays recordings.</summary>
public sealed class RecordedGateway : IAsyncLifetime
{
    public const string Model = "recorded-model";

    private GatewayProcess? gateway;

    public TranscriptServer Upstream { get; } = new(PacketPlan.Recorded);

    public GatewayProcess Gateway => gateway ?? throw new InvalidOperationException("The program has not started.");

    public async ValueTask InitializeAsync()
    {
        var backends = new Backends().Add("recorded", "openai", $"{Upstream.Url.GetLeftPart(UriPartial.Authority)}/v1", Model, "the-real-name");
        var options = new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml } }.WithConfiguration(UpstreamSettings.Once);
        gateway = await GatewayProcess.StartAsync(options, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (gateway is not null)
            await gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
