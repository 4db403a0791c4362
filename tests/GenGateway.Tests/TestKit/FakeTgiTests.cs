using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Tgi;

namespace GenGateway.Tests.TestKit;

/// <summary>The fake of TGI answers in TGI's fields, in its own stream and in its words for what is wrong.</summary>
public sealed class FakeTgiTests : IAsyncDisposable
{
    private readonly FakeTgi fake = new() { Reply = _ => FakeReply.Saying("He", "llo") };
    private readonly FakeClient client;

    public FakeTgiTests() => client = new FakeClient(fake.Url);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await fake.DisposeAsync();
    }

    [Fact]
    public async Task A_whole_answer_has_its_details_when_they_are_asked_for()
    {
        Assert.Equal("""{"generated_text":"Hello"}""", (await client.PostAsync("/generate", """{"inputs":"Hi"}""", Token)).Text);
        var answer = await client.PostAsync("/generate", """{"inputs":"Hi","parameters":{"details":true,"return_full_text":true,"seed":4}}""", Token);
        Assert.Equal("HiHello", answer.Json.GetProperty("generated_text").GetString());
        var details = answer.Json.GetProperty("details");
        Assert.Equal(("eos_token", 3, 4), (details.GetProperty("finish_reason").GetString(), details.GetProperty("generated_tokens").GetInt32(), details.GetProperty("seed").GetInt32()));
        Assert.Equal([false, false, true], details.GetProperty("tokens").EnumerateArray().Select(token => token.GetProperty("special").GetBoolean()));
        Assert.Equal("46", answer.Headers["x-prompt-tokens"]);
        Assert.StartsWith("[{", (await client.PostAsync("/", """{"inputs":"Hi"}""", Token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_stream_ends_with_the_whole_text_and_nothing_behind_it()
    {
        var answer = await client.PostAsync("/generate_stream", """{"inputs":"Hi","parameters":{"details":true}}""", Token);
        Assert.Equal(["He", "llo", "</s>"], answer.Events.Select(item => item.GetProperty("token").GetProperty("text").GetString()));
        Assert.Equal("Hello", answer.Events[^1].GetProperty("generated_text").GetString());
        Assert.Equal(46, answer.Events[^1].GetProperty("details").GetProperty("input_length").GetInt32());
        Assert.DoesNotContain("[DONE]", answer.Text, StringComparison.Ordinal);
        fake.WithoutBlank = true;
        fake.Behaviors.Next(Behavior.EndingAfter(1, StreamEnding.Error));
        var broken = await client.PostAsync("/generate_stream", """{"inputs":"Hi"}""", Token);
        Assert.Equal(200, broken.Status);
        Assert.Contains("data:{\"error\":\"Request failed during generation", broken.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "missing field `inputs`")]
    [InlineData("""{"inputs":"a","parameters":{"temperature":0}}""", "`temperature` must be strictly positive")]
    [InlineData("""{"inputs":"a","parameters":{"top_p":1.0}}""", "`top_p` must be > 0.0 and < 1.0")]
    [InlineData("""{"inputs":"a","parameters":{"stop":"x"}}""", "expected a sequence for `stop`")]
    [InlineData("""{"inputs":"a","parameters":{"max_new_tokens":5000}}""", "must be <= 4096")]
    public async Task It_refuses_what_its_validation_refuses(string body, string message)
    {
        var answer = await client.PostAsync("/generate", body, Token);
        Assert.Equal((422, "validation"), (answer.Status, answer.Json.GetProperty("error_type").GetString()));
        Assert.Contains(message, answer.Json.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_chat_has_no_id_and_keeps_its_word_for_a_stop_string()
    {
        fake.Reply = _ => FakeReply.Saying("He", "llo") with { StoppedBy = "\n" };
        const string Body = """{"model":"tgi","messages":[{"role":"user","content":"hi"}],"stop":["\n"],"stream":true,"stream_options":{"include_usage":true}}""";
        var answer = await client.PostAsync("/v1/chat/completions", Body, Token);
        Assert.All(answer.Events, item => Assert.Equal("", item.GetProperty("id").GetString()));
        Assert.Equal("stop_sequence", answer.Events[^2].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(46, answer.Events[^1].GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.EndsWith("data: [DONE]\n\n", answer.Text, StringComparison.Ordinal);
        Assert.Equal(422, (await client.PostAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}],"stop":"x"}""", Token)).Status);
        Assert.Equal(422, (await client.PostAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}],"top_p":1}""", Token)).Status);
        fake.Behaviors.Next(Behavior.EndingAfter(1, StreamEnding.Error));
        var broken = await client.PostAsync("/v1/chat/completions", Body, Token);
        Assert.Equal(424, broken.Events[^1].GetProperty("error").GetProperty("http_status_code").GetInt32());
        fake.Reply = _ => FakeReply.Calling(new FakeToolCall("f", "{}"));
        var called = await client.PostAsync("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}]}""", Token);
        Assert.Equal("0", called.Json.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task It_tells_what_it_is_and_how_it_is()
    {
        Assert.Equal((200, ""), ((await client.GetAsync("/health", Token)).Status, (await client.GetAsync("/ping", Token)).Text));
        Assert.Equal(4096, (await client.GetAsync("/info", Token)).Json.GetProperty("max_total_tokens").GetInt32());
        Assert.Equal(2, (await client.PostAsync("/tokenize", """{"inputs":"Hi"}""", Token)).Json.GetArrayLength());
        fake.Health.Next(Behavior.Replying(TgiReplies.Unhealthy));
        Assert.Equal("healthcheck", (await client.GetAsync("/health", Token)).Json.GetProperty("error_type").GetString());
        fake.Behaviors.Next(Behavior.Replying(TgiReplies.Overloaded));
        Assert.Equal(429, (await client.PostAsync("/generate", """{"inputs":"Hi"}""", Token)).Status);
    }
}
