using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>A client that speaks OpenAI's protocol before a backend that speaks Anthropic's: both are spoken properly.</summary>
public sealed class AnthropicTranslationTests(AnthropicGateway upstream) : UpstreamTest, IClassFixture<AnthropicGateway>
{
    private const string Chat = "/v1/chat/completions";
    private const string Claude = "claude";
    private const string Weather = """{"type":"function","function":{"name":"get_weather","description":"w","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}""";

    private JsonObject Received => upstream.Anthropic.LastGeneration.Json;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        upstream.Anthropic.Reply = static _ => FakeReply.Usual;
        upstream.Anthropic.Message = static _ => null;
    }

    [Fact]
    public async Task A_whole_answer_is_in_the_clients_shape()
    {
        var answer = (await upstream.Client.PostAsync(Chat, Question(Claude), Token)).Expect(200);
        Assert.Equal(("chat.completion", Claude), (answer.GetProperty("object").GetString(), answer.GetProperty("model").GetString()));
        var choice = Assert.Single(answer.GetProperty("choices").EnumerateArray());
        Assert.Equal((FakeReply.Usual.Text, "stop"), (choice.GetProperty("message").GetProperty("content").GetString(), choice.GetProperty("finish_reason").GetString()));
        Assert.Equal((46, 12), Usage(answer));
        Assert.Equal("""{"model":"claude-fake-1","max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"hello"}]}],"stream":false}""", Received.ToJsonString());
        Assert.Equal("2023-06-01", upstream.Anthropic.LastGeneration.Header("anthropic-version"));
    }

    [Theory]
    [InlineData(Packaging.Together)]
    [InlineData(Packaging.Shredded)]
    public async Task A_stream_is_in_the_clients_shape(Packaging packaging)
    {
        upstream.Anthropic.Behaviors.Next(new Behavior { Packaging = packaging });
        var outcome = await StreamAsync(upstream.Client, Question(Claude).With("stream_options", JsonNode.Parse("""{"include_usage":true}""")));
        outcome.ExpectWhole(FakeReply.Usual.Text);
        Assert.Equal("stop", outcome.FinishReason);
        Assert.Equal((46, 12), Usage(outcome.Events[^1]));
        Assert.All(outcome.Events, chunk => Assert.Equal(Claude, chunk.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Several_choices_are_several_calls()
    {
        var before = upstream.Anthropic.Generations.Count;
        var answer = (await upstream.Client.PostAsync(Chat, Question(Claude).With("n", 2), Token)).Expect(200);
        Assert.Equal([0, 1], answer.GetProperty("choices").EnumerateArray().Select(choice => choice.GetProperty("index").GetInt32()));
        Assert.Equal((46, 24), Usage(answer));
        Assert.Equal(before + 2, upstream.Anthropic.Generations.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tools_travel_both_ways(bool stream)
    {
        upstream.Anthropic.Reply = static _ => FakeReply.Calling(
            new FakeToolCall("get_weather", """{"city":"Paris"}""") { Id = "toolu_1", Fragments = ["{\"city\":", "\"Paris\"}"] },
            new FakeToolCall("get_weather", "{}") { Id = "toolu_2" });
        var body = Question(Claude).With("tools", new JsonArray(JsonNode.Parse(Weather))).With("parallel_tool_calls", true).With("tool_choice", "required");
        var calls = stream ? await StreamedCallsAsync(body) : await WholeCallsAsync(body);
        Assert.Equal([("toolu_1", "get_weather", """{"city":"Paris"}"""), ("toolu_2", "get_weather", "{}")], calls);
        Assert.Equal("any", Received["tool_choice"]!["type"]!.GetValue<string>());

        upstream.Anthropic.Reply = static _ => FakeReply.Usual;
        body = Question(Claude).With("tools", new JsonArray(JsonNode.Parse(Weather))).With("messages", JsonNode.Parse("""
            [{"role":"system","content":"be brief"},{"role":"user","content":"weather?"},
             {"role":"assistant","content":null,"tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Paris\"}"}},{"id":"toolu_2","type":"function","function":{"name":"get_weather","arguments":""}}]},
             {"role":"tool","tool_call_id":"toolu_1","content":"sunny"},{"role":"tool","tool_call_id":"toolu_2","content":"rain"},{"role":"user","content":"so?"}]
            """)).With("stream", stream);
        Assert.Equal(200, (await upstream.Client.PostAsync(Chat, body, Token)).Status);
        Assert.Equal("""[{"type":"text","text":"be brief"}]""", Received["system"]!.ToJsonString());
        Assert.Equal(["user", "assistant", "user"], Received["messages"]!.AsArray().Select(message => message!["role"]!.GetValue<string>()));
        Assert.Equal(["tool_result", "tool_result", "text"], Received["messages"]![2]!["content"]!.AsArray().Select(block => block!["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Pictures_go_as_data_and_as_addresses()
    {
        var body = Question(Claude).With("messages", JsonNode.Parse("""
            [{"role":"user","content":[{"type":"text","text":"what?"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]
            """));
        (await upstream.Client.PostAsync(Chat, body, Token)).Expect(200);
        Assert.Equal(["text", "image", "image"], Received["messages"]![0]!["content"]!.AsArray().Select(block => block!["type"]!.GetValue<string>()));
        body["messages"] = JsonNode.Parse("""[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/bmp;base64,AAAA"}}]}]""");
        (await upstream.Client.PostAsync(Chat, body, Token)).ExpectError(400, "invalid_value");
    }

    [Fact]
    public async Task A_thought_stays_apart_from_the_text()
    {
        upstream.Anthropic.Reply = static _ => new FakeReply { Thought = ["Okay", ", hm"], Pieces = ["Hello", "!"] };
        var outcome = await StreamAsync(upstream.Client, Question("claude-thinking").With("reasoning_effort", "low"));
        outcome.ExpectWhole("Hello!");
        Assert.Equal("Okay, hm", string.Concat(outcome.Events.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => Thought(choice.GetProperty("delta")))));
        Assert.Equal((1524, 1024), (Received["max_tokens"]!.GetValue<int>(), Received["thinking"]!["budget_tokens"]!.GetValue<int>()));
        var whole = (await upstream.Client.PostAsync(Chat, Question("claude-thinking").With("reasoning_effort", "low"), Token)).Expect(200);
        Assert.Equal("Okay, hm", Thought(whole.GetProperty("choices")[0].GetProperty("message")));
    }

    [Fact]
    public async Task Caches_count_into_the_prompt_for_clients_and_records()
    {
        upstream.Anthropic.Message = static _ => new AnthropicReply { Blocks = [AnthropicBlock.Text("Hi")], InputTokens = 3, CacheReadTokens = 100, CacheCreationTokens = 20, OutputTokens = 5 };
        using var request = GatewayClient.Post(Chat, Question(Claude).With("stream", true).With("stream_options", JsonNode.Parse("""{"include_usage":true}""")).ToJsonString());
        request.Headers.TryAddWithoutValidation("x-request-id", "cached-1");
        await upstream.Client.SendAsync(request, Token);
        var records = (await upstream.Client.GetAsync("/transactions?model=claude", Token)).Expect(200).GetProperty("transactions").EnumerateArray();
        var record = Assert.Single(records, record => record.GetProperty("request_id").GetString() == "cached-1");
        Assert.Equal((123, 5), Usage(record));
        Assert.Equal(("Hi", "succeeded"), (record.GetProperty("response").GetString(), record.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task What_could_not_be_carried_is_named_and_refused_if_the_client_is_strict()
    {
        var body = Question(Claude).With("seed", 1).With("temperature", 1.5);
        var answer = await upstream.Client.PostAsync(Chat, body, Token);
        answer.Expect(200);
        Assert.Equal("temperature, seed", answer.Header("x-gengateway-dropped"));
        Assert.Equal(1, Received["temperature"]!.GetValue<double>());
        using var strict = GatewayClient.Post(Chat, body.ToJsonString());
        strict.Headers.TryAddWithoutValidation("x-gengateway-strict", "true");
        (await upstream.Client.SendAsync(strict, Token)).ExpectError(400, "unsupported_parameter");
    }

    [Theory]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.NamedError)]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.CutBetween)]
    [InlineData(StreamEnding.Garbage)]
    public async Task A_stream_that_is_not_done_broke(StreamEnding ending)
    {
        upstream.Anthropic.Behaviors.Next(Behavior.EndingAfter(2, ending));
        (await StreamAsync(upstream.Client, Question(Claude))).ExpectBroken("Hello world");
    }

    [Fact]
    public async Task A_stream_that_lacks_only_its_terminator_is_whole()
    {
        upstream.Anthropic.Behaviors.Next(Behavior.EndingAfter(0, StreamEnding.WithoutTerminator));
        (await StreamAsync(upstream.Client, Question(Claude))).ExpectWhole(FakeReply.Usual.Text);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Errors_have_the_clients_shape_and_none_of_the_backends_words(bool stream)
    {
        await ExpectAsync(AnthropicReplies.Overloaded, 503, "no_healthy_backends");
        await ExpectAsync(AnthropicReplies.Internal, 502, "backend_error");
        await ExpectAsync(AnthropicReplies.TimedOut, 502, "backend_error");
        await ExpectAsync(AnthropicReplies.NotPaid, 502, "backend_error");
        await ExpectAsync(AnthropicReplies.Forbidden, 502, "backend_error");
        await ExpectAsync(AnthropicReplies.TooLargeForTheEdge, 413, "body_too_large");
        await ExpectAsync(AnthropicReplies.Unavailable, 502, "backend_error");
        await ExpectAsync(AnthropicReplies.PromptTooLong(210_000, 200_000), 400, "context_length_exceeded");
        await ExpectAsync(AnthropicReplies.Error(400, "invalid_request_error", $"odd {AnthropicGateway.Key}"), 400, "backend_refused");
        await ExpectAsync(Replies.Html, 502, "backend_error");
        await ExpectAsync(Replies.Empty, 502, "backend_error");
        await ExpectAsync(AnthropicReplies.Error(200, "overloaded_error", "Overloaded"), stream ? 502 : 503, stream ? "backend_error" : "no_healthy_backends");

        async Task ExpectAsync(WireReply reply, int status, string code)
        {
            upstream.Anthropic.Behaviors.Next(Behavior.Replying(reply));
            var answer = await upstream.Client.PostAsync(Chat, Question(Claude).With("stream", stream), Token);
            answer.ExpectError(status, code);
            Assert.DoesNotContain(AnthropicGateway.Key, answer.Json.GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_refusal_of_the_model_is_a_content_filter()
    {
        upstream.Anthropic.Message = static _ => new AnthropicReply { StopReason = "refusal" };
        var answer = (await upstream.Client.PostAsync(Chat, Question(Claude), Token)).Expect(200);
        Assert.Equal("content_filter", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Theory]
    [InlineData(HoldPlace.BeforeHead)]
    [InlineData(HoldPlace.BehindPieces)]
    public async Task The_backend_sees_that_the_client_left(HoldPlace place)
    {
        var before = upstream.Anthropic.Traffic.Disconnects;
        var hold = new Hold(place) { Pieces = 2 };
        upstream.Anthropic.Behaviors.Next(new Behavior { Hold = hold });
        using (var left = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            var asked = upstream.Client.PostAsync(Chat, Question(Claude).With("stream", true), left.Token);
            await hold.Point.ReachedAsync(Token);
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        }

        await upstream.Anthropic.Traffic.UntilAsync(traffic => traffic.Running == 0 && traffic.Disconnects == before + 1, "the backend saw the close", Token);
    }

    private static (int Prompt, int Completion) Usage(JsonElement answer)
    {
        var usage = answer.GetProperty("usage");
        return (usage.GetProperty("prompt_tokens").GetInt32(), usage.GetProperty("completion_tokens").GetInt32());
    }

    private static string? Thought(JsonElement holder) => holder.TryGetProperty("reasoning_content", out var thought) ? thought.GetString() : null;

    private async Task<List<(string? Id, string Name, string Arguments)>> WholeCallsAsync(JsonObject body)
    {
        var choice = (await upstream.Client.PostAsync(Chat, body, Token)).Expect(200).GetProperty("choices")[0];
        Assert.Equal("tool_calls", choice.GetProperty("finish_reason").GetString());
        return [.. choice.GetProperty("message").GetProperty("tool_calls").EnumerateArray().Select(call => (call.GetProperty("id").GetString(), call.GetProperty("function").GetProperty("name").GetString()!, call.GetProperty("function").GetProperty("arguments").GetString()!))];
    }

    private async Task<List<(string? Id, string Name, string Arguments)>> StreamedCallsAsync(JsonObject body)
    {
        var outcome = await StreamAsync(upstream.Client, body);
        Assert.Equal((true, "tool_calls"), (outcome.Done, outcome.FinishReason));
        var parts = from chunk in outcome.Events
                    from choice in chunk.GetProperty("choices").EnumerateArray()
                    where choice.GetProperty("delta").TryGetProperty("tool_calls", out _)
                    from call in choice.GetProperty("delta").GetProperty("tool_calls").EnumerateArray()
                    group call by call.GetProperty("index").GetInt32();
        return [.. parts.OrderBy(part => part.Key).Select(part => (
            part.First().GetProperty("id").GetString(),
            part.First().GetProperty("function").GetProperty("name").GetString()!,
            string.Concat(part.Select(call => call.GetProperty("function").GetProperty("arguments").GetString()))))];
    }
}
