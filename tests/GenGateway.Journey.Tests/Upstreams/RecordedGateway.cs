using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>One program before a server that plays recordings.</summary>
public sealed class RecordedGateway : IAsyncLifetime
{
    public const string Model = "recorded-model";

    /// <summary>The same server as a backend of its own: what rests there does not disturb the other tests.</summary>
    public const string Resting = "resting-model";

    private GatewayProcess? gateway;

    public TranscriptServer Upstream { get; } = new(PacketPlan.Recorded);

    public GatewayProcess Gateway => gateway ?? throw new InvalidOperationException("The program has not started.");

    public async ValueTask InitializeAsync()
    {
        var endpoint = $"{Upstream.Url.GetLeftPart(UriPartial.Authority)}/v1";
        var backends = new Backends().Add("recorded", "openai", endpoint, Model, "the-real-name").Add("resting", "openai", endpoint, Resting, "the-real-name");
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
