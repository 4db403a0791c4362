using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The official OpenAI SDK for JavaScript, changed in nothing but its endpoint (tests/clients/chat.mjs).</summary>
public sealed class JavaScriptSdkTests : JourneyTest
{
    private const string Model = "endless";

    private static readonly string Folder = Repository.PathOf("tests", "clients");

    [Fact]
    public async Task It_holds_a_streamed_chat_of_three_turns_leaves_one_and_gets_a_typed_error()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "openai")))
            Assert.Fail("The SDK is not installed: run npm ci --ignore-scripts in tests/clients (scripts/test-runner.sh does).");
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) });

        var run = await ChildProgram.RunAsync("node", ["chat.mjs", new Uri(gateway.Url, "/v1").ToString(), "tiny-chat", Model], Folder, Token);
        Assert.True(run.ExitCode == 0, run.Text);
        using var told = JsonDocument.Parse(run.Output);
        var result = told.RootElement;

        Assert.Equal(3, result.GetProperty("turns").GetArrayLength());
        foreach (var turn in result.GetProperty("turns").EnumerateArray())
        {
            Assert.NotEqual("", turn.GetProperty("text").GetString()!.Trim());
            Assert.Contains(turn.GetProperty("finish").GetString(), new[] { "stop", "length" });
        }

        var prompts = result.GetProperty("turns").EnumerateArray().Select(turn => turn.GetProperty("promptTokens").GetInt32()).ToArray();
        Assert.True(prompts[0] < prompts[1] && prompts[1] < prompts[2], "Each turn carries those before it.");
        Assert.Equal("NotFoundError", result.GetProperty("unknown").GetProperty("type").GetString());
        Assert.Equal(404, result.GetProperty("unknown").GetProperty("status").GetInt32());
        Assert.Equal("model_not_found", result.GetProperty("unknown").GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(result.GetProperty("unknown").GetProperty("requestId").GetString()));
        Assert.Contains("tiny-chat", result.GetProperty("models").EnumerateArray().Select(model => model.GetString()));

        Assert.InRange(result.GetProperty("aborted").GetProperty("chunks").GetInt32(), 3, 100);
        await Eventually.ReachesAsync(
            () => EngineCounters.ReadAsync(gateway.Client, Model, Token),
            now => now is { Active: 0, Cancelled: 1 },
            TimeSpan.FromSeconds(5),
            "the aborted chat's sequence is gone",
            Token);
    }
}
