using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Anthropic;

/// <summary>A client that speaks Anthropic's protocol before backends that speak OpenAI's and Ollama's.</summary>
public sealed class MessagesTranslationTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    private const string Weather = """{"name":"get_weather","description":"w","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}""";

    private JsonObject AtOpenAi => upstream.OpenAi.LastGeneration.Json;

    [Theory]
    [InlineData("openai")]
    [InlineData("vllm")]
    [InlineData("ollama")]
    public async Task A_whole_answer_is_in_the_clients_shape(string model)
    {
        var message = (await upstream.Client.PostAsync(Messages.Path, Ask(model), Token)).Expect(200);
        Assert.Equal(FakeReply.Usual.Text, Messages.Text(message));
        Assert.Equal(("message", model, "end_turn"), (message.GetProperty("type").GetString(), message.GetProperty("model").GetString(), message.GetProperty("stop_reason").GetString()));
        Assert.Equal((46, 12), (message.GetProperty("usage").GetProperty("input_tokens").GetInt32(), message.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("vllm")]
    [InlineData("ollama")]
    public async Task A_stream_is_in_the_clients_shape(string model)
    {
        var outcome = await StreamAsync(Ask(model));
        outcome.ExpectWhole();
        Assert.Equal(FakeReply.Usual.Text, outcome.Text);
        Assert.Equal("end_turn", outcome.StopReason);
        Assert.Equal((46, 12), (outcome.End.GetProperty("usage").GetProperty("input_tokens").GetInt32(), outcome.End.GetProperty("usage").GetProperty("output_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task An_answer_that_was_cut_says_so(string model)
    {
        var body = Ask(model).With("max_tokens", 3);
        Assert.Equal("max_tokens", (await upstream.Client.PostAsync(Messages.Path, body, Token)).Expect(200).GetProperty("stop_reason").GetString());
        Assert.Equal("max_tokens", (await StreamAsync(body)).StopReason);
    }

    [Fact]
    public async Task A_conversation_with_tools_and_pictures_goes_out_in_OpenAIs_form()
    {
        var body = new JsonObject
        {
            ["model"] = "openai",
            ["max_tokens"] = 50,
            ["system"] = JsonNode.Parse("""[{"type":"text","text":"be brief","cache_control":{"type":"ephemeral"}}]"""),
            ["stop_sequences"] = new JsonArray("###"),
            ["temperature"] = 0.5,
            ["tools"] = new JsonArray(JsonNode.Parse(Weather)),
            ["tool_choice"] = JsonNode.Parse("""{"type":"any","disable_parallel_tool_use":true}"""),
            ["metadata"] = JsonNode.Parse("""{"user_id":"u-1"}"""),
            ["messages"] = JsonNode.Parse("""
                [{"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},
                 {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"Bern"}}]},
                 {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"wet"},{"type":"image","source":{"type":"url","url":"https://example.com/a.png"}}]},{"type":"text","text":"So?"}]}]
                """),
        };
        var answer = await upstream.Client.PostAsync(Messages.Path, body, Token);
        answer.Expect(200);

        Assert.Null(answer.Header("x-gengateway-dropped"));
        AssertJson(
            """
            [{"role":"system","content":"be brief"},
             {"role":"user","content":[{"type":"text","text":"What is this?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
             {"role":"assistant","content":"I look.","tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Bern\"}"}}]},
             {"role":"tool","content":"wet","tool_call_id":"toolu_1"},
             {"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]},
             {"role":"user","content":"So?"}]
            """,
            AtOpenAi["messages"]);
        AssertJson("""[{"type":"function","function":{"name":"get_weather","description":"w","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]""", AtOpenAi["tools"]);
        Assert.Equal(("required", false, "u-1"), (AtOpenAi["tool_choice"]!.GetValue<string>(), AtOpenAi["parallel_tool_calls"]!.GetValue<bool>(), AtOpenAi["user"]!.GetValue<string>()));
        Assert.Equal("""["###"]""", AtOpenAi["stop"]!.ToJsonString());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama-tools")]
    public async Task Calls_are_blocks(string model)
    {
        var reply = FakeReply.Calling(new FakeToolCall("get_weather", """{"city":"Bern"}""") { Id = "call_vtxwzuh3" }, new FakeToolCall("get_time", "{}") { Id = "call_nrgddgp6" });
        upstream.OpenAi.Reply = _ => reply;
        upstream.Ollama.Reply = _ => reply;
        try
        {
            var body = Ask(model).With("tools", new JsonArray(JsonNode.Parse(Weather)));
            var message = (await upstream.Client.PostAsync(Messages.Path, body, Token)).Expect(200);
            var blocks = message.GetProperty("content").EnumerateArray().ToArray();
            Assert.All(blocks, block => Assert.Equal("tool_use", block.GetProperty("type").GetString()));
            AssertJson("""{"city":"Bern"}""", JsonNode.Parse(blocks[0].GetProperty("input").GetRawText()));
            AssertJson("{}", JsonNode.Parse(blocks[1].GetProperty("input").GetRawText()));
            Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());

            var outcome = await StreamAsync(body);
            outcome.ExpectWhole();
            Assert.Equal("tool_use", outcome.StopReason);
            Assert.Equal(["get_weather", "get_time"], outcome.Calls().Select(call => call.Name));
            AssertJson("""{"city":"Bern"}""", JsonNode.Parse(outcome.Calls()[0].Arguments));
        }
        finally
        {
            upstream.OpenAi.Reply = _ => FakeReply.Usual;
            upstream.Ollama.Reply = _ => FakeReply.Usual;
        }
    }

    [Fact]
    public async Task Thoughts_are_told_to_those_who_ask_for_them()
    {
        upstream.Ollama.Reply = _ => FakeReply.Usual with { Thought = ["Hm", "."] };
        try
        {
            var asking = Ask("ollama-think").With("thinking", new JsonObject { ["type"] = "adaptive" });
            var message = (await upstream.Client.PostAsync(Messages.Path, asking, Token)).Expect(200);
            Assert.Equal(["thinking", "text"], message.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()));
            Assert.Equal("Hm.", (await StreamAsync(asking)).Thought);

            message = (await upstream.Client.PostAsync(Messages.Path, Ask("ollama-think"), Token)).Expect(200);
            Assert.Equal(["text"], message.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()));
        }
        finally
        {
            upstream.Ollama.Reply = _ => FakeReply.Usual;
        }
    }

    [Fact]
    public async Task What_is_not_carried_is_named_and_refused_where_the_client_is_strict()
    {
        var body = Ask("openai").With("max_tokens", 2000).With("thinking", JsonNode.Parse("""{"type":"enabled","budget_tokens":1024}"""))
            .With("tools", JsonNode.Parse("""[{"type":"web_search_20250305","name":"web_search"}]"""));
        var answer = await upstream.Client.PostAsync(Messages.Path, body, Token);
        answer.Expect(200);
        Assert.Equal("thinking.budget_tokens, tools.web_search_20250305", answer.Header("x-gengateway-dropped"));

        var strict = GatewayClient.Post(Messages.Path, body.ToJsonString());
        strict.Headers.Add("x-gengateway-strict", "true");
        (await upstream.Client.SendAsync(strict, Token)).ExpectMessagesError(400, "invalid_request_error");
    }

    [Fact]
    public async Task A_backend_that_refuses_is_an_error_of_Anthropics()
    {
        upstream.OpenAi.Behaviors.Next(new Behavior { Instead = _ => Replies.Failure(429, "slow down") });
        (await upstream.Client.PostAsync(Messages.Path, Ask("openai"), Token)).ExpectMessagesError(429, "rate_limit_error");
        upstream.OpenAi.Behaviors.Next(new Behavior { Instead = _ => Replies.Failure(500, "no") });
        (await upstream.Client.PostAsync(Messages.Path, Ask("openai"), Token)).ExpectMessagesError(502, "api_error");
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task A_stream_that_breaks_ends_with_the_error_event_and_without_its_terminator(string model)
    {
        (model == "openai" ? upstream.OpenAi.Behaviors : upstream.Ollama.Behaviors).Next(Behavior.EndingAfter(3, StreamEnding.CutBetween));
        var outcome = await StreamAsync(Ask(model));
        Assert.Equal("Hello world, this", outcome.Text);
        Assert.Equal("api_error", outcome.Error?.GetProperty("type").GetString());
        Assert.Equal("error", outcome.Types.Last());
        Assert.DoesNotContain("message_delta", outcome.Types);
        Assert.DoesNotContain("message_stop", outcome.Types);
    }

    [Fact]
    public async Task Nobody_counts_tokens_who_cannot()
    {
        var message = (await upstream.Client.PostAsync("/v1/messages/count_tokens", Ask("openai"), Token)).ExpectMessagesError(400, "invalid_request_error");
        Assert.Contains("count tokens", message, StringComparison.Ordinal);
        Assert.Contains("at-openai", message, StringComparison.Ordinal);
    }

    private static JsonObject Ask(string model) => Messages.Ask("hello", 100).With("model", model);

    private async Task<MessageStreamOutcome> StreamAsync(JsonObject body)
    {
        await using var stream = await upstream.Client.StreamAsync(Messages.Path, (JsonObject)body.DeepClone(), Token);
        return await MessageStreamOutcome.ReadAsync(stream, Token);
    }

    private static void AssertJson(string expected, JsonNode? actual) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), actual), actual?.ToJsonString());
}
