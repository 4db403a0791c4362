using System.Text.Json;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A test of one document of the predecessor gateway: its configuration file with a key of one's own and a fake where its backends are.</summary>
public abstract class PredecessorGatewayTest : JourneyTest
{
    /// <summary>Instead of the sample keys, which no server beyond loopback takes.</summary>
    protected const string Key = "gg-canary-predecessor-7f31";

    private FakeOpenAi? fake;

    /// <summary>Plays the documents' Ollama, vLLM and whatever else speaks OpenAI's protocol.</summary>
    protected FakeOpenAi Fake => fake ??= new FakeOpenAi { Models = ["llama3", "mistral"] };

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (fake is not null)
            await fake.DisposeAsync();
    }

    protected Task<WireAnswer> TypeAsync(GatewayProcess gateway, string command, params (string Documented, string Real)[] replacements) =>
        DocumentedCommand.RunAsync(gateway, command, Key, replacements.ToDictionary(pair => pair.Documented, pair => pair.Real), Token);

    /// <summary>A backend of a list by its name.</summary>
    protected static JsonElement Backend(WireAnswer list, string name) =>
        list.Expect(200).GetProperty("backends").EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);
}
