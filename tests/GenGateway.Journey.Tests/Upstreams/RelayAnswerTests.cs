using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Client and backend speak the same protocol: the answer passes byte for byte, but for the model's name and a usage chunk that nobody asked for.</summary>
public sealed class RelayAnswerTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    private const string OddAnswer = """
        { "id":"x\/1", "x_first" : [1.0, 1e2, "\u00e9é"],
          "model" : "served-model", "object":"chat.completion","created": 1.7e9,
          "choices":[ { "index":0,"message":{"role":"assistant","content":"hi \ud83d\ude42","x_extra":{"model":"served-model"}},"finish_reason":"stop","x":null } ],
          "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"x_cost":0.10}, "x_last":true }

        """;

    public static TheoryData<string> Kinds => [.. GenGateway.TestKit.OpenAi.OpenAiProfile.ByName.Keys];

    [Fact]
    public async Task A_whole_answer_passes_byte_for_byte_but_for_the_models_name()
    {
        upstream.OpenAi.Behaviors.Next(Behavior.Replying(WireReply.Of(200, OddAnswer, "application/json")));
        var answer = await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token);
        Assert.Equal(200, answer.Status);
        Assert.Equal(OddAnswer.Replace("\"model\" : \"served-model\"", "\"model\" : \"openai\"", StringComparison.Ordinal), answer.Text);
    }

    [Fact]
    public async Task Events_of_a_stream_pass_byte_for_byte_but_for_the_models_name()
    {
        string[] events =
        [
            """{ "id":"1", "choices" : [ {"index":0,"delta":{"role":"assistant","content":""}} ], "model":"served-model", "x":1.0 }""",
            """{"choices":[{"index":0,"delta":{"content":"h\u00e9 \ud83d\ude42 é🙂","x":{"model":"served-model"}},"finish_reason":null}],"model" : "served-model","x_cost":0.10}""",
            """{"choices":[{"index":0,"delta":{},"finish_reason":"stop","stop_reason":null}],"model":"served-model"}""",
        ];
        upstream.OpenAi.Behaviors.Next(Behavior.Replying(WireReply.Of(200, string.Concat(events.Select(data => $"data: {data}\n\n")) + "data: [DONE]\n\n", "text/event-stream")));
        var answer = await upstream.Client.PostAsync("/v1/chat/completions", Question("openai").With("stream", true), Token);
        Assert.Equal([.. events.Select(Renamed), EventStream.Done], Data(answer.Text));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_server_streams_its_text_through(string kind)
    {
        var outcome = await StreamAsync(upstream.Client, Question(kind));
        outcome.ExpectWhole(FakeReply.Usual.Text);
        Assert.All(outcome.Events, chunk => Assert.Equal(kind, chunk.GetProperty("model").GetString()));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_of_server_answers_whole(string kind)
    {
        var answer = (await upstream.Client.PostAsync("/v1/chat/completions", Question(kind), Token)).Expect(200);
        Assert.Equal(kind, answer.GetProperty("model").GetString());
        Assert.Equal(FakeReply.Usual.Text, answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(46, answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("llama-server")]
    [InlineData("vllm")]
    [InlineData("litellm")]
    [InlineData("ollama-v1")]
    [InlineData("groq")]
    public async Task Usage_that_nobody_asked_for_is_withheld_and_usage_asked_for_comes_once(string kind)
    {
        var silent = await StreamAsync(upstream.Client, Question(kind));
        Assert.DoesNotContain(silent.Events, IsUsageOnly);
        Assert.True((bool)upstream.Fakes[kind].LastGeneration.Json["stream_options"]!["include_usage"]!);

        var asked = await StreamAsync(upstream.Client, Question(kind).With("stream_options", System.Text.Json.Nodes.JsonNode.Parse("""{"include_usage":true}""")));
        var usage = Assert.Single(asked.Events, IsUsageOnly).GetProperty("usage");
        Assert.Equal(46, usage.GetProperty("prompt_tokens").GetInt32());
        asked.ExpectWhole(FakeReply.Usual.Text);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Tool_calls_come_through(string kind)
    {
        upstream.Fakes[kind].Reply = _ => FakeReply.Calling(new FakeToolCall("get_weather", """{"city":"Paris"}""") { Fragments = ["{\"ci", "ty\":\"Par", "is\"}"] });
        try
        {
            var outcome = await StreamAsync(upstream.Client, Question(kind));
            Assert.True(outcome.Done);
            Assert.Equal("tool_calls", outcome.FinishReason);
            JsonElement[] calls = [.. outcome.Events.SelectMany(ToolCalls)];
            Assert.Equal("get_weather", Assert.Single(calls, call => call.GetProperty("function").TryGetProperty("name", out _)).GetProperty("function").GetProperty("name").GetString());
            Assert.Equal("""{"city":"Paris"}""", string.Concat(calls.Select(call => call.GetProperty("function").GetProperty("arguments").GetString())));
        }
        finally
        {
            upstream.Fakes[kind].Reply = _ => FakeReply.Usual;
        }
    }

    [Theory]
    [InlineData("openai", false)]
    [InlineData("openai", true)]
    [InlineData("ollama-v1", true)]
    public async Task Completions_come_through(string kind, bool stream)
    {
        var body = Bodies.Completion("hello").With("model", kind);
        if (stream)
        {
            (await StreamAsync(upstream.Client, body, "/v1/completions")).ExpectWhole(FakeReply.Usual.Text);
            return;
        }

        var answer = (await upstream.Client.PostAsync("/v1/completions", body, Token)).Expect(200);
        Assert.Equal(FakeReply.Usual.Text, answer.GetProperty("choices")[0].GetProperty("text").GetString());
        Assert.Equal("text_completion", answer.GetProperty("object").GetString());
    }

    [Fact]
    public async Task Several_choices_come_through()
    {
        var outcome = await StreamAsync(upstream.Client, Question("openai").With("n", 3));
        Assert.True(outcome.Done);
        for (var index = 0; index < 3; index++)
            Assert.Equal(FakeReply.Usual.Text, string.Concat(outcome.Events.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Where(choice => choice.GetProperty("index").GetInt32() == index).Select(Content)));
    }

    [Fact]
    public async Task Limits_of_the_backend_are_renamed_and_its_other_headers_stay_behind()
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { Headers = [("Set-Cookie", "a=canary"), ("X-Powered-By", "canary"), ("Server", "canary"), ("x-request-id", "req_canary")] });
        var answer = await upstream.Client.PostAsync("/v1/chat/completions", Question("openai"), Token);
        answer.Expect(200);
        Assert.Equal("9999", answer.Header("x-upstream-ratelimit-remaining-requests"));
        Assert.Equal("200000", answer.Header("x-upstream-ratelimit-limit-tokens"));
        Assert.Null(answer.Header("x-ratelimit-remaining-requests"));
        Assert.DoesNotContain(answer.Headers.Values, value => value.Contains("canary", StringComparison.Ordinal));
        Assert.Equal("at-openai", answer.Header("x-gengateway-backend"));
        Assert.Equal("openai", answer.Header("x-gengateway-model"));
        Assert.Equal("1", answer.Header("x-gengateway-attempts"));
    }

    [Theory]
    [InlineData(Packaging.Together)]
    [InlineData(Packaging.Shredded)]
    public async Task Packets_make_no_difference(Packaging packaging)
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { Packaging = packaging }, new Behavior { Packaging = packaging, Crlf = true, Between = [": ping", ":"] });
        (await StreamAsync(upstream.Client, Question("openai"))).ExpectWhole(FakeReply.Usual.Text);
        (await StreamAsync(upstream.Client, Question("openai"))).ExpectWhole(FakeReply.Usual.Text);
    }

    [Fact]
    public async Task An_event_of_four_megabytes_comes_through()
    {
        var text = new string('é', 2 * 1024 * 1024);
        upstream.OpenAi.Reply = _ => FakeReply.Saying("a", text, "b");
        try
        {
            (await StreamAsync(upstream.Client, Question("openai"))).ExpectWhole($"a{text}b");
        }
        finally
        {
            upstream.OpenAi.Reply = _ => FakeReply.Usual;
        }
    }

    private static string Renamed(string data)
    {
        // The chunk's own field is the first or the last of this spelling; the one inside the delta comes between.
        var at = data.Contains("\"x\":{\"model\"", StringComparison.Ordinal) ? data.LastIndexOf("served-model", StringComparison.Ordinal) : data.IndexOf("served-model", StringComparison.Ordinal);
        return $"{data[..at]}openai{data[(at + "served-model".Length)..]}";
    }

    private static string[] Data(string text) =>
        [.. text.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line["data:".Length..].Trim())];

    private static bool IsUsageOnly(JsonElement chunk) =>
        chunk.TryGetProperty("usage", out var usage) && usage.ValueKind == JsonValueKind.Object && chunk.GetProperty("choices").EnumerateArray().All(choice => Content(choice) is null && !choice.TryGetProperty("finish_reason", out _));

    private static string? Content(JsonElement choice) =>
        choice.TryGetProperty("delta", out var delta) && delta.TryGetProperty("content", out var content) ? content.GetString() : null;

    private static IEnumerable<JsonElement> ToolCalls(JsonElement chunk) =>
        from choice in chunk.GetProperty("choices").EnumerateArray()
        where choice.TryGetProperty("delta", out var delta) && delta.TryGetProperty("tool_calls", out _)
        from call in choice.GetProperty("delta").GetProperty("tool_calls").EnumerateArray()
        select call;
}
