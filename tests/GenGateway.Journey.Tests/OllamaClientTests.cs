using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Ollama's own JavaScript client, changed in nothing but its host (tests/clients/ollama.mjs), on a listener of Ollama's own.</summary>
public sealed class OllamaClientTests : JourneyTest
{
    private const string Endless = "endless";

    private static readonly string Folder = Repository.PathOf("tests", "clients");

    [Fact]
    public async Task It_lists_chats_generates_leaves_and_gets_its_errors()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "ollama")))
            Assert.Fail("The client is not installed: run npm ci --ignore-scripts in tests/clients (scripts/test-runner.sh does).");
        var port = FreePorts.Next();
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Endless) }
            .WithConfiguration($"listeners:\n- {{ url: \"http://127.0.0.1:{port}\", surfaces: [ollama] }}\n"));

        var run = await ChildProgram.RunAsync("node", ["ollama.mjs", $"http://127.0.0.1:{port}", "tiny-chat", Endless], Folder, Token);
        Assert.True(run.ExitCode == 0, run.Text);
        using var told = JsonDocument.Parse(run.Output);
        var result = told.RootElement;

        Assert.Contains("tiny-chat:latest", result.GetProperty("models").EnumerateArray().Select(static model => model.GetString()));
        Assert.NotEqual("", result.GetProperty("chat").GetProperty("text").GetString());
        Assert.Contains(result.GetProperty("chat").GetProperty("reason").GetString(), new[] { "stop", "length" });
        Assert.True(result.GetProperty("chat").GetProperty("promptTokens").GetInt32() > 0);
        Assert.Equal(result.GetProperty("chat").GetProperty("text").GetString(), result.GetProperty("whole").GetString());
        Assert.Equal("load", result.GetProperty("load").GetString());
        Assert.NotEqual("", result.GetProperty("generated").GetString());
        Assert.Contains("tiny-chat:latest", result.GetProperty("running").EnumerateArray().Select(static model => model.GetString()));
        Assert.Equal("onnx", result.GetProperty("format").GetString());
        Assert.Equal((404, "model 'nobody' not found"), (result.GetProperty("unknown").GetProperty("status").GetInt32(), result.GetProperty("unknown").GetProperty("message").GetString()));
        Assert.InRange(result.GetProperty("aborted").GetProperty("chunks").GetInt32(), 3, 100);
        await Eventually.ReachesAsync(
            () => EngineCounters.ReadAsync(gateway.Client, Endless, Token),
            now => now is { Active: 0, Cancelled: 1 },
            TimeSpan.FromSeconds(5),
            "the aborted chat's sequence is gone",
            Token);
    }

    [Fact]
    public async Task Its_root_says_that_it_runs_on_a_listener_of_its_own_alone()
    {
        var port = FreePorts.Next();
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration($"listeners:\n- {{ url: \"http://127.0.0.1:{port}\", surfaces: [ollama] }}\n"));
        using var own = new GatewayClient(new Uri($"http://127.0.0.1:{port}"));
        var root = await own.GetAsync("/", Token);
        Assert.Equal((200, "Ollama is running"), (root.Status, root.Text));
        var head = await own.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/"), Token);
        Assert.Equal((200, ""), (head.Status, head.Text));
        Assert.Equal(404, (await gateway.Client.GetAsync("/", Token)).Status);
        Assert.StartsWith("{\"error\":\"", (await own.GetAsync("/api/nothing", Token)).Text, StringComparison.Ordinal);

        // Nobody else's generate comes in here.
        (await own.PostAsync("/api/generate", """{"prompt":"Hello","stream":false,"options":{"num_predict":2}}""", Token)).Expect(200);
    }
}
