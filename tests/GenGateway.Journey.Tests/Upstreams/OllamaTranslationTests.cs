using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Ollama;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A client that speaks OpenAI's protocol before a backend that speaks Ollama's: both are spoken properly.</summary>
public sealed class OllamaTranslationTests(UpstreamGateway upstream) : UpstreamTest, IClassFixture<UpstreamGateway>
{
    private const string Weather = """{"type":"function","function":{"name":"get_weather","description":"w","parameters":{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}""";

    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private JsonObject Received => upstream.Ollama.LastGeneration.Json;

    private JsonObject Options => Received["options"]?.AsObject() ?? [];

    [Fact]
    public async Task A_whole_answer_is_in_the_clients_shape()
    {
        var answer = (await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama"), Token)).Expect(200);
        Assert.Equal("chat.completion", answer.GetProperty("object").GetString());
        Assert.Equal("ollama", answer.GetProperty("model").GetString());
        var choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal(FakeReply.Usual.Text, choice.GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("assistant", choice.GetProperty("message").GetProperty("role").GetString());
        Assert.Equal("stop", choice.GetProperty("finish_reason").GetString());
        Assert.Equal((46, 12, 58), Usage(answer));
        Assert.Equal("/api/chat", upstream.Ollama.LastGeneration.Path);
        Assert.Equal("tiny-text", Received["model"]!.GetValue<string>());
        Assert.Equal("7m", Received["keep_alive"]!.GetValue<string>());
        Assert.False(Received["stream"]!.GetValue<bool>());
        Assert.Equal("""[{"role":"user","content":"hello"}]""", Received["messages"]!.ToJsonString());
    }

    [Fact]
    public async Task A_stream_is_in_the_clients_shape()
    {
        var outcome = await StreamAsync(upstream.Client, Question("ollama"));
        outcome.ExpectWhole(FakeReply.Usual.Text);
        Assert.Equal("stop", outcome.FinishReason);
        Assert.All(outcome.Events, chunk => Assert.Equal(("chat.completion.chunk", "ollama"), (chunk.GetProperty("object").GetString(), chunk.GetProperty("model").GetString())));
        Assert.Single(outcome.Events.Select(chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.Equal("assistant", outcome.Events[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString());
        Assert.Null(outcome.Usage);
    }

    [Fact]
    public async Task Usage_comes_if_the_client_asks()
    {
        var outcome = await StreamAsync(upstream.Client, Question("ollama").With("stream_options", JsonNode.Parse("""{"include_usage":true}""")));
        outcome.ExpectWhole(FakeReply.Usual.Text);
        var last = outcome.Events[^1];
        Assert.Empty(last.GetProperty("choices").EnumerateArray());
        Assert.Equal((46, 12, 58), Usage(last));
    }

    [Fact]
    public async Task Settings_of_the_request_become_options()
    {
        var body = Question("ollama").With("max_tokens", 7).With("temperature", 0.25).With("top_p", 0.5).With("seed", 42).With("stop", new JsonArray("###", "END"))
            .With("presence_penalty", 0.5).With("frequency_penalty", -0.5).With("top_k", 20).With("min_p", 0.1).With("repetition_penalty", 1.1);
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200);
        Assert.Equal(7, Options["num_predict"]!.GetValue<int>());
        Assert.Equal(0.25, Options["temperature"]!.GetValue<double>());
        Assert.Equal(0.5, Options["top_p"]!.GetValue<double>());
        Assert.Equal(42, Options["seed"]!.GetValue<long>());
        Assert.Equal("""["###","END"]""", Options["stop"]!.ToJsonString());
        Assert.Equal(0.5, Options["presence_penalty"]!.GetValue<double>());
        Assert.Equal(-0.5, Options["frequency_penalty"]!.GetValue<double>());
        Assert.Equal(20, Options["top_k"]!.GetValue<int>());
        Assert.Equal(0.1, Options["min_p"]!.GetValue<double>());
        Assert.Equal(1.1, Options["repeat_penalty"]!.GetValue<double>());
    }

    [Fact]
    public async Task A_single_stop_text_is_a_list_for_Ollama()
    {
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama").With("stop", "###").With("max_completion_tokens", 5), Token)).Expect(200);
        Assert.Equal("""["###"]""", Options["stop"]!.ToJsonString());
        Assert.Equal(5, Options["num_predict"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_answer_that_was_cut_says_so()
    {
        var answer = (await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama").With("max_tokens", 3), Token)).Expect(200);
        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal("length", (await StreamAsync(upstream.Client, Question("ollama").With("max_tokens", 3))).FinishReason);
    }

    [Theory]
    [InlineData("""{"type":"json_object"}""", "\"json\"")]
    [InlineData("""{"type":"json_schema","json_schema":{"name":"x","schema":{"type":"object","properties":{"a":{"type":"string"}}}}}""", """{"type":"object","properties":{"a":{"type":"string"}}}""")]
    public async Task The_form_of_the_answer_is_asked_for(string responseFormat, string format)
    {
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama").With("response_format", JsonNode.Parse(responseFormat)), Token)).Expect(200);
        Assert.Equal(format, Received["format"]!.ToJsonString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tool_calls_are_translated_both_ways(bool stream)
    {
        upstream.Ollama.Reply = _ => FakeReply.Calling(new FakeToolCall("get_weather", """{"city":"Zürich"}""") { Id = "call_vtxwzuh3" }, new FakeToolCall("get_time", "{}") { Id = "call_nrgddgp6" });
        try
        {
            var body = Question("ollama-tools").With("tools", new JsonArray(JsonNode.Parse(Weather)));
            var calls = stream ? await StreamedCallsAsync(body) : await WholeCallsAsync(body);
            Assert.Equal([("get_weather", """{"city":"Zürich"}"""), ("get_time", "{}")], calls.Select(call => (call.Name, JsonNode.Parse(call.Arguments)!.ToJsonString(Relaxed))));
            Assert.Equal(2, calls.Select(call => call.Id).Distinct().Count());
            Assert.True(JsonNode.DeepEquals(JsonNode.Parse(Weather), Received["tools"]![0]), Received.ToJsonString());
        }
        finally
        {
            upstream.Ollama.Reply = _ => FakeReply.Usual;
        }
    }

    [Fact]
    public async Task A_conversation_with_tools_goes_back_in_Ollamas_form()
    {
        var body = new JsonObject
        {
            ["model"] = "ollama-tools",
            ["tools"] = new JsonArray(JsonNode.Parse(Weather)),
            ["messages"] = JsonNode.Parse("""
                [{"role":"system","content":"be brief"},
                 {"role":"user","content":[{"type":"text","text":"weather in "},{"type":"text","text":"Paris?"}]},
                 {"role":"assistant","content":null,"tool_calls":[{"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}}]},
                 {"role":"tool","tool_call_id":"call_1","content":"sunny"}]
                """),
        };
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200);
        var messages = Received["messages"]!.AsArray();
        Assert.Equal(["system", "user", "assistant", "tool"], messages.Select(message => message!["role"]!.GetValue<string>()));
        Assert.Equal("weather in Paris?", messages[1]!["content"]!.GetValue<string>().Replace("\n", "", StringComparison.Ordinal));
        var function = messages[2]!["tool_calls"]![0]!["function"]!;
        Assert.Equal(("get_weather", """{"city":"Paris"}"""), (function["name"]!.GetValue<string>(), function["arguments"]!.ToJsonString()));
        Assert.Equal("sunny", messages[3]!["content"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_thought_stays_apart_from_the_text()
    {
        upstream.Ollama.Reply = _ => new FakeReply { Thought = ["Okay", ", hm"], Pieces = ["Hello", "!"] };
        try
        {
            var outcome = await StreamAsync(upstream.Client, Question("ollama-think"));
            outcome.ExpectWhole("Hello!");
            Assert.Equal("Okay, hm", string.Concat(outcome.Events.Select(chunk => Thought(chunk.GetProperty("choices")[0], "delta"))));
            var whole = (await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama-think"), Token)).Expect(200);
            Assert.Equal("Okay, hm", Thought(whole.GetProperty("choices")[0], "message"));
        }
        finally
        {
            upstream.Ollama.Reply = _ => FakeReply.Usual;
        }
    }

    [Fact]
    public async Task A_picture_goes_as_base64_alone()
    {
        upstream.Ollama.Models = [new OllamaModel("tiny-text", "completion", "vision"), .. upstream.Ollama.Models];
        var body = new JsonObject
        {
            ["model"] = "ollama",
            ["messages"] = JsonNode.Parse("""[{"role":"user","content":[{"type":"text","text":"what is it?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}]"""),
        };
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200);
        var message = Received["messages"]![0]!;
        Assert.Equal("what is it?", message["content"]!.GetValue<string>());
        Assert.Equal("""["iVBORw0KGgo="]""", message["images"]!.ToJsonString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Completions_are_translated_as_well(bool stream)
    {
        var body = Bodies.Completion("Once upon").With("model", "ollama").With("max_tokens", 20);
        if (stream)
        {
            (await StreamAsync(upstream.Client, body, "/v1/completions")).ExpectWhole(FakeReply.Usual.Text);
        }
        else
        {
            var answer = (await upstream.Client.PostAsync("/v1/completions", body, Token)).Expect(200);
            Assert.Equal(("text_completion", FakeReply.Usual.Text), (answer.GetProperty("object").GetString(), answer.GetProperty("choices")[0].GetProperty("text").GetString()));
            Assert.Equal((46, 12, 58), Usage(answer));
        }

        Assert.Equal("/api/generate", upstream.Ollama.LastGeneration.Path);
        Assert.Equal("Once upon", Received["prompt"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_could_not_be_carried_is_named_and_refused_if_the_client_is_strict()
    {
        var body = Question("ollama").With("logit_bias", new JsonObject { ["50256"] = -100 });
        var answer = await upstream.Client.PostAsync("/v1/chat/completions", body, Token);
        answer.Expect(200);
        Assert.Contains("logit_bias", answer.Header("x-gengateway-dropped"), StringComparison.Ordinal);

        var before = upstream.Ollama.Generations.Count;
        using var strict = GatewayClient.Post("/v1/chat/completions", body.ToJsonString());
        strict.Headers.TryAddWithoutValidation("x-gengateway-strict", "true");
        (await upstream.Client.SendAsync(strict, Token)).ExpectError(400, "unsupported_parameter");
        Assert.Equal(before, upstream.Ollama.Generations.Count);
    }

    [Theory]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.CutBetween)]
    [InlineData(StreamEnding.WithoutTerminator)]
    public async Task A_stream_that_is_not_done_broke(StreamEnding ending)
    {
        // Ollama's last line is finish reason and terminator in one: without it nothing is complete.
        upstream.Ollama.Behaviors.Next(Behavior.EndingAfter(2, ending));
        (await StreamAsync(upstream.Client, Question("ollama"))).ExpectBroken("Hello world");
    }

    [Theory]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Cut)]
    public async Task A_stream_that_breaks_before_its_first_content_is_a_502(StreamEnding ending)
    {
        upstream.Ollama.Behaviors.Next(Behavior.EndingAfter(0, ending));
        (await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama").With("stream", true), Token)).ExpectError(502, "backend_error");
    }

    [Fact]
    public async Task A_line_that_cannot_be_parsed_never_reaches_the_client()
    {
        upstream.Ollama.Behaviors.Next(Behavior.EndingAfter(2, StreamEnding.Garbage));
        (await StreamAsync(upstream.Client, Question("ollama"))).ExpectBroken("Hello world");
    }

    [Theory]
    [InlineData(Packaging.Together)]
    [InlineData(Packaging.Shredded)]
    public async Task Packets_make_no_difference(Packaging packaging)
    {
        upstream.Ollama.Behaviors.Next(new Behavior { Packaging = packaging });
        (await StreamAsync(upstream.Client, Question("ollama"))).ExpectWhole(FakeReply.Usual.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Errors_of_Ollama_have_the_clients_shape(bool stream)
    {
        await ExpectAsync(OllamaReplies.Busy, 502, 503, 429);
        await ExpectAsync(OllamaReplies.RunnerDied, 502, 503);
        await ExpectAsync(OllamaReplies.OutOfMemory, 502, 503);
        await ExpectAsync(OllamaReplies.Error(404, "model 'tiny-text' not found"), 404, 502, 503);
        await ExpectAsync(OllamaReplies.ContextOverflow, 400);
        await ExpectAsync(OllamaReplies.Error(400, "registry.ollama.ai/library/tiny-text:latest does not support tools"), 400);
        await ExpectAsync(Replies.Html, 502, 503);
        await ExpectAsync(Replies.Empty, 502, 503);
        await ExpectAsync(Replies.PlainError(200, "the runner is gone"), 502, 503);

        async Task ExpectAsync(GenGateway.TestKit.Wire.WireReply reply, params int[] statuses)
        {
            upstream.Ollama.Behaviors.Next(Behavior.Replying(reply));
            var answer = await upstream.Client.PostAsync("/v1/chat/completions", Question("ollama").With("stream", stream), Token);
            Assert.Contains(answer.Status, statuses);
            answer.ExpectError(answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetString()!);
        }
    }

    private static (int Prompt, int Completion, int Total) Usage(JsonElement answer)
    {
        var usage = answer.GetProperty("usage");
        return (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32(), usage.GetProperty("total_tokens").GetInt32());
    }

    private static string? Thought(JsonElement choice, string holder)
    {
        var message = choice.GetProperty(holder);
        return message.TryGetProperty("reasoning_content", out var thought) || message.TryGetProperty("reasoning", out thought) ? thought.GetString() : null;
    }

    private async Task<List<(string? Id, string Name, string Arguments)>> WholeCallsAsync(JsonObject body)
    {
        var choice = (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200).GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        return [.. choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(call => (call.GetProperty("id").GetString(), call.GetProperty("function").GetProperty("name").GetString()!, call.GetProperty("function").GetProperty("arguments").GetString()!))];
    }

    private async Task<List<(string? Id, string Name, string Arguments)>> StreamedCallsAsync(JsonObject body)
    {
        var outcome = await StreamAsync(upstream.Client, body);
        Assert.True(outcome.Done);
        Assert.Equal("tool_calls", outcome.FinishReason);
        var parts = from chunk in outcome.Events
                    from choice in chunk.GetProperty("choices").EnumerateArray()
                    where choice.GetProperty("delta").TryGetProperty("tool_calls", out _)
                    from call in choice.GetProperty("delta").GetProperty("tool_calls").EnumerateArray()
                    group call by call.GetProperty("index").GetInt32();
        return [.. parts.OrderBy(part => part.Key).Select(part => (
            part.First().GetProperty("id").GetString(),
            part.First().GetProperty("function").GetProperty("name").GetString()!,
            string.Concat(part.Select(call => call.GetProperty("function").TryGetProperty("arguments", out var arguments) ? arguments.GetString() : ""))))];
    }
}
