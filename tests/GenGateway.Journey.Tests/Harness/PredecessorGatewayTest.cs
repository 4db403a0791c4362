using System.Text.Json;
using GenGateway.TestKit.A1111;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A test of one document of the predecessor gateway: its configuration file with a key of one's own and a fake where its backends are.</summary>
public abstract class PredecessorGatewayTest : JourneyTest
{
    /// <summary>Instead of the sample keys, which no server beyond loopback takes.</summary>
    protected const string Key = "gg-canary-predecessor-7f31";

    /// <summary>Where the documents' Stable Diffusion is.</summary>
    private const string DocumentedWebUi = "http://localhost:7860";

    private FakeOpenAi? fake;
    private FakeA1111? webUi;

    /// <summary>Plays the documents' Ollama, vLLM and whatever else speaks OpenAI's protocol.</summary>
    protected FakeOpenAi Fake => fake ??= new FakeOpenAi { Models = ["llama3", "mistral"] };

    /// <summary>Plays the documents' Stable Diffusion.</summary>
    protected FakeA1111 WebUi => webUi ??= new FakeA1111();

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (fake is not null)
            await fake.DisposeAsync();
        if (webUi is not null)
            await webUi.DisposeAsync();
    }

    /// <summary>The documents' files with their Stable Diffusion where the fake of one is.</summary>
    protected GatewayOptions Painting(GatewayOptions documented) =>
        documented with { Files = documented.Files.ToDictionary(static file => file.Key, file => file.Value.Replace(DocumentedWebUi, WebUi.Endpoint, StringComparison.Ordinal)) };

    /// <summary>The one picture of an answer in the documented shape, fetched by its link.</summary>
    protected async Task<byte[]> LinkedAsync(GatewayProcess gateway, WireAnswer answer)
    {
        var body = answer.Expect(200);
        Assert.Equal(["created", "data"], body.EnumerateObject().Select(static member => member.Name));
        Assert.True(body.GetProperty("created").GetInt64() > 0);
        return await gateway.Client.PictureAsync(Assert.Single(body.GetProperty("data").EnumerateArray()).GetProperty("url").GetString(), Token);
    }

    protected Task<WireAnswer> TypeAsync(GatewayProcess gateway, string command, params (string Documented, string Real)[] replacements) =>
        DocumentedCommand.RunAsync(gateway, command, Key, replacements.ToDictionary(pair => pair.Documented, pair => pair.Real), Token);

    /// <summary>A backend of a list by its name.</summary>
    protected static JsonElement Backend(WireAnswer list, string name) =>
        list.Expect(200).GetProperty("backends").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);
}
