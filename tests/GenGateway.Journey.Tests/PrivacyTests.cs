using System.Text.Json.Nodes;
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
            ("/api/v1/inference", new JsonObject { ["text"] = Prompt, ["max_tokens"] = 5 }),
        };
        foreach (var (path, body) in bodies)
            Assert.True((await gateway.Client.PostAsync(path, body, Token)).Status < 500);
        var answers = await AnswersAsync(gateway.Client);
        await gateway.Client.PostAsync("/v1/chat/completions", $"{{\"messages\": {Prompt}", Token);
        await gateway.Client.GetAsync("/v1/models/tiny-chat?q=canary", Token);
        await gateway.TerminateAsync(Token);
        await gateway.ExitCodeAsync(Token);

        Assert.DoesNotContain("canary", gateway.Log.Text, StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.DoesNotContain(answer, gateway.Log.Text, StringComparison.Ordinal));
    }

    /// <summary>What the model says on each route, whole and streamed, and how each of it begins.</summary>
    private async Task<IReadOnlyList<string>> AnswersAsync(GatewayClient client)
    {
        const string Question = "Tell me a story about a fox.";
        JsonObject Chat() => Bodies.Chat(Question).With("temperature", 0).With("max_tokens", 20);
        JsonObject Completion() => Bodies.Completion("Once upon a time").With("temperature", 0).With("max_tokens", 20);
        List<string> texts = [];

        var chat = (await client.PostAsync("/v1/chat/completions", Chat(), Token)).Expect(200);
        texts.Add(chat.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!);
        var completion = (await client.PostAsync("/v1/completions", Completion(), Token)).Expect(200);
        texts.Add(completion.GetProperty("choices")[0].GetProperty("text").GetString()!);
        var inference = (await client.PostAsync("/api/v1/inference", new JsonObject { ["text"] = "The gateway", ["temperature"] = 0, ["max_tokens"] = 20 }, Token)).Expect(200);
        texts.Add(inference.GetProperty("text").GetString()!["The gateway".Length..]);
        foreach (var (path, body) in new[] { ("/v1/chat/completions", Chat()), ("/v1/completions", Completion()) })
        {
            await using var stream = await client.StreamAsync(path, body, Token);
            texts.Add((await stream.RestAsync(Token)).Text);
        }

        string[] beginnings = [.. texts.Select(text => string.Join(' ', text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(3)))];
        Assert.All(beginnings, beginning => Assert.True(beginning.Length >= 8, $"Too short to be looked for: {beginning}"));
        return [.. texts.Select(text => text.Trim()), .. beginnings];
    }
}
