using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The legacy completions route: text goes in as it is.</summary>
public sealed class CompletionTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Path = "/v1/completions";
    private const string Prompt = "Once upon a time";

    // Pushed down, it ends no answer before its length.
    private const string EndToken = "2";

    [Fact]
    public async Task A_string_is_continued()
    {
        var answer = (await Client.PostAsync(Path, Greedy(Prompt), Token)).Expect(200);

        Assert.StartsWith("cmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("text_completion", answer.GetProperty("object").GetString());
        Assert.Equal("tiny-chat", answer.GetProperty("model").GetString());
        var choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal(0, choice.GetProperty("index").GetInt32());
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("logprobs").ValueKind);
        Assert.Contains(choice.GetProperty("finish_reason").GetString(), new[] { "stop", "length" });
        Assert.False(choice.GetProperty("text").GetString()!.StartsWith(Prompt, StringComparison.Ordinal), "Without echo the prompt is not repeated.");
        var usage = answer.GetProperty("usage");
        Assert.Equal(usage.GetProperty("prompt_tokens").GetInt32() + usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32());
    }

    [Fact]
    public async Task Sixteen_tokens_are_the_default_length()
    {
        var answer = (await Client.PostAsync(Path, Bodies.Completion(Prompt).With("temperature", 0).With("logit_bias", new JsonObject { [EndToken] = -100 }), Token)).Expect(200);

        Assert.Equal(16, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task A_stream_brings_the_same_text_under_the_same_name()
    {
        var whole = Texts((await Client.PostAsync(Path, Greedy(Prompt), Token)).Expect(200))[0];
        await using var stream = await Client.StreamAsync(Path, Greedy(Prompt), Token);
        var rest = await stream.RestAsync(Token);

        Assert.True(rest.Done);
        Assert.All(rest.Events, chunk => Assert.Equal("text_completion", chunk.GetProperty("object").GetString()));
        Assert.Equal(whole, rest.Text);
        Assert.NotNull(Chunks.FinishReason(rest.Events[^1]));
    }

    [Fact]
    public async Task Several_prompts_are_answered_in_their_order()
    {
        string[] prompts = ["The fox", "A gateway is", "Yes"];
        var together = (await Client.PostAsync(Path, Greedy(new JsonArray([.. prompts.Select(prompt => JsonValue.Create(prompt))])), Token)).Expect(200);

        Assert.Equal([0, 1, 2], together.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()));
        foreach (var (prompt, text) in prompts.Zip(Texts(together)))
            Assert.Equal(Texts((await Client.PostAsync(Path, Greedy(prompt), Token)).Expect(200))[0], text);
    }

    [Fact]
    public async Task Echo_puts_the_prompt_in_front()
    {
        var plain = Texts((await Client.PostAsync(Path, Greedy(Prompt), Token)).Expect(200))[0];
        var echoed = Texts((await Client.PostAsync(Path, Greedy(Prompt).With("echo", true), Token)).Expect(200))[0];

        Assert.Equal(Prompt + plain, echoed);
    }

    [Fact]
    public async Task Echo_of_nothing_new_is_the_prompt()
    {
        var answer = (await Client.PostAsync(Path, Greedy(Prompt).With("echo", true).With("max_tokens", 0), Token)).Expect(200);

        Assert.Equal(Prompt, Texts(answer)[0]);
        Assert.Equal(0, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task Tokens_are_a_prompt_as_well()
    {
        var one = (await Client.PostAsync(Path, Greedy(new JsonArray(300, 301, 302, 303, 304)), Token)).Expect(200);
        var lists = (await Client.PostAsync(Path, Greedy(new JsonArray(new JsonArray(300, 301, 302, 303, 304), new JsonArray(310, 311))), Token)).Expect(200);

        Assert.Equal(5, one.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(7, lists.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(Texts(one)[0], Texts(lists)[0]);
        Assert.Equal(2, Texts(lists).Length);
    }

    private static JsonObject Greedy(JsonNode prompt) => Bodies.Completion(prompt).With("temperature", 0).With("max_tokens", 12);

    private static string[] Texts(JsonElement answer) =>
        [.. answer.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("text").GetString()!)];
}
