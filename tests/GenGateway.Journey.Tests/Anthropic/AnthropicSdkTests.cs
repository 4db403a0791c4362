using System.Text.Json;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Anthropic;

/// <summary>The official Anthropic SDK for JavaScript, changed in nothing but its endpoint (tests/clients/anthropic.mjs).</summary>
public sealed class AnthropicSdkTests : JourneyTest
{
    private const string Model = "endless";

    private static readonly string Folder = Repository.PathOf("tests", "clients");

    [Fact]
    public async Task It_holds_a_streamed_chat_of_three_turns_leaves_one_counts_lists_and_gets_typed_errors()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@anthropic-ai", "sdk")))
            Assert.Fail("The SDK is not installed: run npm ci --ignore-scripts in tests/clients (scripts/test-runner.sh does).");
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) });

        var run = await ChildProgram.RunAsync("node", ["anthropic.mjs", gateway.Url.ToString(), "tiny-chat", Model], Folder, Token);
        Assert.True(run.ExitCode == 0, run.Text);
        using var told = JsonDocument.Parse(run.Output);
        var result = told.RootElement;

        var turns = result.GetProperty("turns").EnumerateArray().ToArray();
        Assert.Equal(3, turns.Length);
        foreach (var turn in turns)
        {
            Assert.NotEqual("", turn.GetProperty("text").GetString()!.Trim());
            Assert.Contains(turn.GetProperty("stop").GetString(), new[] { "end_turn", "max_tokens" });
            Assert.Equal("tiny-chat", turn.GetProperty("model").GetString());
            Assert.True(turn.GetProperty("output").GetInt32() > 0);
            var events = turn.GetProperty("events").EnumerateArray().Select(name => name.GetString()!).ToArray();
            Assert.Equal(["message_start", "content_block_start", "content_block_delta"], events[..3]);
            Assert.Equal(["content_block_stop", "message_delta", "message_stop"], events[^3..]);
        }

        Assert.True(Input(turns[0]) > 0 && Input(turns[0]) < Input(turns[1]) && Input(turns[1]) < Input(turns[2]), "Each turn carries those before it.");
        Assert.Equal(("message", "assistant"), (result.GetProperty("whole").GetProperty("type").GetString(), result.GetProperty("whole").GetProperty("role").GetString()));
        Assert.False(string.IsNullOrEmpty(result.GetProperty("requestId").GetString()), "The SDK reads request-id.");
        Assert.Contains("tiny-chat", result.GetProperty("models").EnumerateArray().Select(model => model.GetString()));
        Assert.Equal("tiny-chat", result.GetProperty("one").GetString());
        Assert.InRange(result.GetProperty("counted").GetInt32(), 2, 100);

        AssertError(result.GetProperty("unknown"), "NotFoundError", 404, "not_found_error");
        AssertError(result.GetProperty("wrong"), "BadRequestError", 400, "invalid_request_error");
        AssertError(result.GetProperty("missing"), "NotFoundError", 404, "not_found_error");

        Assert.InRange(result.GetProperty("aborted").GetProperty("deltas").GetInt32(), 3, 100);
        await Eventually.ReachesAsync(
            () => EngineCounters.ReadAsync(gateway.Client, Model, Token),
            now => now is { Active: 0, Cancelled: 1 },
            TimeSpan.FromSeconds(5),
            "the aborted chat's sequence is gone",
            Token);
    }

    private static int Input(JsonElement turn) => turn.GetProperty("input").GetInt32();

    private static void AssertError(JsonElement error, string name, int status, string type)
    {
        Assert.Equal((name, status, type), (error.GetProperty("name").GetString(), error.GetProperty("status").GetInt32(), error.GetProperty("type").GetString()));
        Assert.False(string.IsNullOrEmpty(error.GetProperty("requestId").GetString()));
    }
}
