using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Chat without a model's name, whole and streamed, in exactly OpenAI's shape.</summary>
public sealed class ChatTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Path = "/v1/chat/completions";

    [Fact]
    public async Task A_whole_answer_has_OpenAIs_shape()
    {
        var before = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var answer = (await Client.PostAsync(Path, Greedy("What is GenGateway?"), Token)).Expect(200);

        Assert.StartsWith("chatcmpl-", answer.GetProperty("id").GetString(), StringComparison.Ordinal);
        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        Assert.InRange(answer.GetProperty("created").GetInt64(), before - 1, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 1);
        Assert.Equal("tiny-chat", answer.GetProperty("model").GetString());
        var choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal(0, choice.GetProperty("index").GetInt32());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.False(string.IsNullOrWhiteSpace(choice.GetProperty("message").GetProperty("content").GetString()));
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("message").GetProperty("refusal").ValueKind);
        Assert.Equal(JsonValueKind.Null, choice.GetProperty("logprobs").ValueKind);
        Assert.Contains(choice.GetProperty("finish_reason").GetString(), new[] { "stop", "length" });
        AssertAddsUp(answer.GetProperty("usage"));
    }

    [Fact]
    public async Task A_streamed_answer_has_OpenAIs_shape()
    {
        var whole = await AskAsync("What is GenGateway?");
        await using var stream = await Client.StreamAsync(Path, Greedy("What is GenGateway?"), Token);
        var rest = await stream.RestAsync(Token);

        Assert.True(rest.Done, "The stream ends with its terminator.");
        foreach (var chunk in rest.Events)
        {
            Assert.StartsWith("chatcmpl-", chunk.GetProperty("id").GetString(), StringComparison.Ordinal);
            Assert.Equal("chat.completion.chunk", chunk.GetProperty("object").GetString());
            Assert.Equal("tiny-chat", chunk.GetProperty("model").GetString());
            Assert.Equal(0, Assert.Single(chunk.GetProperty("choices").EnumerateArray()).GetProperty("index").GetInt32());
            Assert.False(chunk.TryGetProperty("usage", out _), "Nobody asked for usage.");
        }

        Assert.Single(rest.Events.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.Single(rest.Events.Select(chunk => chunk.GetProperty("created").GetInt64()).Distinct());
        var first = Delta(rest.Events[0]);
        Assert.Equal("assistant", first.GetProperty("role").GetString());
        Assert.Equal("", first.GetProperty("content").GetString());
        Assert.All(rest.Events.Skip(1), chunk => Assert.False(Delta(chunk).TryGetProperty("role", out _)));
        Assert.Empty(Delta(rest.Events[^1]).EnumerateObject());
        Assert.NotNull(Chunks.FinishReason(rest.Events[^1]));
        Assert.All(rest.Events.SkipLast(1), chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("choices")[0].GetProperty("finish_reason").ValueKind));
        Assert.Equal(whole, rest.Text);
    }

    [Fact]
    public async Task A_stream_that_is_asked_for_usage_ends_with_a_chunk_of_it()
    {
        var body = Greedy("What is GenGateway?").With("stream_options", new JsonObject { ["include_usage"] = true });
        await using var stream = await Client.StreamAsync(Path, body, Token);
        var rest = await stream.RestAsync(Token);

        Assert.True(rest.Done);
        Assert.Empty(rest.Events[^1].GetProperty("choices").EnumerateArray());
        AssertAddsUp(rest.Events[^1].GetProperty("usage"));
        Assert.All(rest.Events.SkipLast(1), chunk => Assert.Equal(JsonValueKind.Null, chunk.GetProperty("usage").ValueKind));
        var whole = (await Client.PostAsync(Path, Greedy("What is GenGateway?"), Token)).Expect(200);
        Assert.Equal(whole.GetProperty("usage").GetRawText(), rest.Events[^1].GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task A_stream_is_not_stored_or_buffered_on_the_way()
    {
        await using var stream = await Client.StreamAsync(Path, Greedy("hello").With("max_tokens", 3), Token);

        Assert.Equal(200, stream.Status);
        Assert.Contains("no-store", stream.Header("Cache-Control"), StringComparison.Ordinal);
        Assert.Equal("no", stream.Header("X-Accel-Buffering"));
        Assert.False(string.IsNullOrEmpty(stream.Header("x-request-id")));
        Assert.True((await stream.RestAsync(Token)).Done);
    }

    [Fact]
    public async Task Frames_are_data_lines_and_nothing_else()
    {
        var body = Greedy("hello").With("max_tokens", 3).With("stream", true);
        var answer = await Client.PostAsync(Path, body, Token);

        var frames = answer.Text.Split("\n\n");
        Assert.Equal("", frames[^1]);
        Assert.Equal("data: [DONE]", frames[^2]);
        Assert.All(frames.SkipLast(2), frame => Assert.Matches(@"^data: \{.*\}$", frame));
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":"What is "},{"type":"text","text":"GenGateway?"}]}]}""")]
    [InlineData("""{"messages":[{"role":"system","content":"Be short."},{"role":"user","content":"Hello"},{"role":"assistant","content":"Hi."},{"role":"user","content":"Who are you?"}]}""")]
    [InlineData("""{"messages":[{"role":"developer","content":"Be short."},{"role":"user","content":"Hello"}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":"Hello"}],"stream":false,"metadata":{"a":"b"},"user":"u","something_of_a_vendor":[1,2]}""")]
    [InlineData("""{"model":"tiny-chat","messages":[{"role":"user","content":"Hello"}],"n":1,"stop":null,"temperature":null,"max_tokens":null}""")]
    public async Task Messages_of_every_ordinary_form_are_answered(string body)
    {
        var json = JsonNode.Parse(body)!.AsObject().With("max_completion_tokens", 5);
        var answer = (await Client.PostAsync(Path, json, Token)).Expect(200);

        Assert.Equal(JsonValueKind.String, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").ValueKind);
    }

    [Fact]
    public async Task What_was_said_before_is_part_of_the_prompt()
    {
        var alone = await PromptTokensAsync(Greedy("And then?"));
        var turns = new JsonArray(Bodies.Message("user", "Hello"), Bodies.Message("assistant", "Hello to you."), Bodies.Message("user", "And then?"));
        var after = await PromptTokensAsync(new JsonObject { ["messages"] = turns, ["temperature"] = 0 });

        Assert.True(after > alone + 4, $"{after} tokens after {alone}");
    }

    private static JsonObject Greedy(string text) => Bodies.Chat(text).With("temperature", 0).With("max_tokens", 40);

    private static JsonElement Delta(JsonElement chunk) => chunk.GetProperty("choices")[0].GetProperty("delta");

    private static void AssertAddsUp(JsonElement usage)
    {
        var (prompt, completion) = (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32());
        Assert.InRange(prompt, 1, 1000);
        Assert.InRange(completion, 1, 40);
        Assert.Equal(prompt + completion, usage.GetProperty("total_tokens").GetInt32());
    }

    private async Task<string> AskAsync(string question) =>
        (await Client.PostAsync(Path, Greedy(question), Token)).Expect(200).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;

    private async Task<int> PromptTokensAsync(JsonObject body) =>
        (await Client.PostAsync(Path, body.With("max_tokens", 1), Token)).Expect(200).GetProperty("usage").GetProperty("prompt_tokens").GetInt32();
}
