using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A test with fakes and a program of its own; the fakes outlive the program.</summary>
public abstract class UpstreamTest : JourneyTest
{
    /// <summary>What clients call the model.</summary>
    protected const string Model = "public-model";

    /// <summary>What the fakes call it.</summary>
    protected const string Served = UpstreamGateway.Served;

    private readonly List<IAsyncDisposable> fakes = [];

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        foreach (var fake in fakes)
            await fake.DisposeAsync();
    }

    protected FakeOpenAi OpenAi(OpenAiProfile? profile = null) => Keep(new FakeOpenAi(profile) { Models = [Served] });

    protected FakeOllama Ollama() => Keep(new FakeOllama());

    protected T Keep<T>(T fake)
        where T : IAsyncDisposable
    {
        fakes.Add(fake);
        return fake;
    }

    /// <summary>Starts a program; a backend that fails is not an error of its own, so what it logs about that does not fail the test.</summary>
    private protected Task<GatewayProcess> StartAsync(Backends backends, string settings = UpstreamSettings.Once, Func<GatewayOptions, GatewayOptions>? more = null)
    {
        var options = new GatewayOptions { Files = new Dictionary<string, string> { ["config/backends.yaml"] = backends.Yaml }, ExpectsErrors = true }.WithConfiguration(settings);
        return StartAsync(more is null ? options : more(options));
    }

    protected static JsonObject Question(string model = Model) => Bodies.Chat("hello").With("model", model);

    private protected async Task<StreamOutcome> StreamAsync(GatewayClient client, JsonObject body, string path = "/v1/chat/completions")
    {
        await using var stream = await client.StreamAsync(path, body, Token);
        return await StreamOutcome.ReadAsync(stream, Token);
    }
}
