using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What people write and read stays out of the log, at every level but the last.</summary>
public sealed class PrivacyTests : JourneyTest
{
    private const string Prompt = "canary of a prompt";

    [Fact]
    public async Task No_prompt_and_no_answer_is_logged_at_debug()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("logging: { level: debug }\n"));
        var bodies = new[]
        {
            ("/v1/chat/completions", Bodies.Chat(Prompt).With("max_tokens", 5)),
            ("/v1/chat/completions", Bodies.Chat(Prompt).With("max_tokens", 5).With("stream", true)),
            ("/v1/chat/completions", Bodies.Chat(string.Concat(Enumerable.Repeat(Prompt, 1000)))),
            ("/v1/chat/completions", Bodies.Chat(Prompt).With("temperature", Prompt)),
            ("/v1/chat/completions", Bodies.Chat("x").With(Prompt, Prompt).With("max_tokens", 1)),
            ("/v1/completions", Bodies.Completion(Prompt).With("echo", true).With("max_tokens", 0)),
            ("/v1/completions", Bodies.Completion(Prompt).With("stop", Prompt).With("max_tokens", 5)),
            ("/api/v1/inference", new System.Text.Json.Nodes.JsonObject { ["text"] = Prompt, ["max_tokens"] = 5 }),
        };
        foreach (var (path, body) in bodies)
            Assert.True((await gateway.Client.PostAsync(path, body, Token)).Status < 500);
        await gateway.Client.PostAsync("/v1/chat/completions", $"{{\"messages\": {Prompt}", Token);
        await gateway.Client.GetAsync("/v1/models/tiny-chat?q=canary", Token);
        await gateway.TerminateAsync(Token);
        await gateway.ExitCodeAsync(Token);

        Assert.DoesNotContain("canary", gateway.Log.Text, StringComparison.Ordinal);
    }
}
