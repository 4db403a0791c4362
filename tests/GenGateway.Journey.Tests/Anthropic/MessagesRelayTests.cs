using System.Text;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Matrix;
using GenGateway.Journey.Tests.Upstreams;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests.Anthropic;

/// <summary>A client that speaks Anthropic's protocol before a backend that speaks it too: what one says reaches the other as it was said.</summary>
public sealed class MessagesRelayTests(AnthropicGateway upstream) : UpstreamTest, IClassFixture<AnthropicGateway>
{
    private const string Weather = """[{"name":"get_weather","input_schema":{"type":"object","properties":{"city":{"type":"string"}}}}]""";

    private static readonly MessagesSurface Surface = new();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        upstream.Anthropic.Reply = static _ => FakeReply.Usual;
        upstream.Anthropic.Message = static _ => null;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_passes_as_it_came_but_for_the_models_name_and_the_backend(bool stream)
    {
        var more = $$$""" "messages" :[ {"role":"user","content":[{"type":"text","text":"h\u00e9llo","cache_control":{"type":"ephemeral"}}]}],  "max_tokens":50,"stream":{{{(stream ? "true" : "false")}}},"metadata":{"user_id":"u-1"}, "service_tier":"auto" }""";
        using var request = GatewayClient.Post(Messages.Path, $$"""{ "backend":"at-anthropic", "model" : "claude",{{more}}""");
        request.Headers.Add("anthropic-version", "2023-06-01");
        request.Headers.Add("anthropic-beta", "a-1,b-2");
        request.Headers.Add("x-api-key", "the-clients-own");
        var answer = await upstream.Client.SendAsync(request, Token);

        Assert.Equal(200, answer.Status);
        Assert.Null(answer.Header("x-gengateway-dropped"));
        var received = upstream.Anthropic.LastGeneration;
        Assert.Equal($$"""{ "model" : "claude-fake-1",{{more}}""", received.Text);
        Assert.Equal(("2023-06-01", "a-1,b-2", AnthropicGateway.Key), (received.Header("anthropic-version"), received.Header("anthropic-beta"), received.Header("x-api-key")));
        Assert.False(received.Holds("the-clients-own"));
    }

    [Fact]
    public async Task An_answer_passes_with_all_that_the_backend_says()
    {
        upstream.Anthropic.Message = static _ => new AnthropicReply
        {
            Blocks = [AnthropicBlock.Text("He", "llo"), AnthropicBlock.Other(new JsonObject { ["type"] = "server_tool_use", ["id"] = "srvtoolu_1", ["name"] = "web_search", ["input"] = new JsonObject { ["query"] = "x" } })],
            StopReason = "pause_turn",
            InputTokens = 3,
            CacheReadTokens = 100,
            CacheCreationTokens = 20,
        };
        var whole = (await upstream.Client.PostAsync(Messages.Path, Ask(), Token)).Expect(200);
        Assert.Equal(("claude", "pause_turn"), (whole.GetProperty("model").GetString(), whole.GetProperty("stop_reason").GetString()));
        Assert.Equal(["text", "server_tool_use"], whole.GetProperty("content").EnumerateArray().Select(block => block.GetProperty("type").GetString()));
        Assert.Equal((3, 100, 20), (Count(whole, "input_tokens"), Count(whole, "cache_read_input_tokens"), Count(whole, "cache_creation_input_tokens")));

        var outcome = await StreamAsync(Ask());
        outcome.ExpectWhole();
        Assert.Equal(("Hello", "pause_turn"), (outcome.Text, outcome.StopReason));
        Assert.Contains(outcome.Events, item => item.GetRawText().Contains("server_tool_use", StringComparison.Ordinal));
        var message = outcome.Events[0].GetProperty("message");
        Assert.Equal(("claude", 3, 100), (message.GetProperty("model").GetString(), Count(message, "input_tokens"), Count(message, "cache_read_input_tokens")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Signed_and_sealed_thoughts_come_back_with_the_calls_that_they_led_to(bool stream)
    {
        upstream.Anthropic.Message = static _ => new AnthropicReply
        {
            Blocks = [AnthropicBlock.Thinking("Hm", ", Bern"), AnthropicBlock.RedactedThinking("hidden"), AnthropicBlock.ToolUse(new FakeToolCall("get_weather", """{"city":"Bern"}""") { Id = "toolu_1", Fragments = ["{\"city\":", "\"Bern\"}"] })],
            StopReason = "tool_use",
        };
        var body = Ask().With("max_tokens", 2000).With("thinking", JsonNode.Parse("""{"type":"enabled","budget_tokens":1024}""")).With("tools", JsonNode.Parse(Weather));
        var said = stream ? Said(await StreamAsync(body)) : JsonNode.Parse((await upstream.Client.PostAsync(Messages.Path, body, Token)).Expect(200).GetProperty("content").GetRawText())!.AsArray();
        Assert.Equal(["thinking", "redacted_thinking", "tool_use"], said.Select(block => block!["type"]!.GetValue<string>()));

        upstream.Anthropic.Message = static _ => null;
        body["messages"]!.AsArray().Add(new JsonObject { ["role"] = "assistant", ["content"] = said });
        body["messages"]!.AsArray().Add(JsonNode.Parse("""{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":"wet"}]}"""));
        Assert.Equal(FakeReply.Usual.Text, Messages.Text((await upstream.Client.PostAsync(Messages.Path, (JsonObject)body.DeepClone(), Token)).Expect(200)));
        Assert.Equal((await StreamAsync(body)).Text, FakeReply.Usual.Text);

        // The backend itself finds a thought that was changed.
        said[0]!["thinking"] = "Hm, Basel";
        Assert.Contains("cannot be modified", Surface.Error(await upstream.Client.PostAsync(Messages.Path, body, Token), 400), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_are_counted_by_the_backend_and_its_refusal_is_told()
    {
        var counted = (await upstream.Client.PostAsync("/v1/messages/count_tokens", """{"model":"claude","messages":[{"role":"user","content":"hello"}]}""", Token)).Expect(200);
        Assert.Equal(46, counted.GetProperty("input_tokens").GetInt32());
        Assert.Equal("""{"model":"claude-fake-1","messages":[{"role":"user","content":"hello"}]}""", upstream.Anthropic.Traffic.To("/v1/messages/count_tokens")[^1].Text);
        Assert.NotEqual("", Surface.Error(await upstream.Client.PostAsync("/v1/messages/count_tokens", """{"model":"claude","messages":[{"role":"wizard","content":"hello"}]}""", Token), 400));
    }

    [Theory]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.NamedError)]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.CutBetween)]
    [InlineData(StreamEnding.Reset)]
    [InlineData(StreamEnding.Garbage)]
    [InlineData(StreamEnding.BrokenUtf8)]
    public async Task A_stream_that_breaks_ends_with_an_error_event_and_never_as_if_it_were_whole(StreamEnding ending)
    {
        upstream.Anthropic.Behaviors.Next(Behavior.EndingAfter(3, ending));
        var events = await StreamedEvent.ReadAsync(upstream.Client, GatewayClient.Post(Messages.Path, Ask().With("stream", true).ToJsonString()), "text/event-stream", Token);

        Assert.Equal("error", events[^1].Name);
        var error = events[^1].Json;
        Assert.Equal("error", error.GetProperty("type").GetString());
        Assert.False(string.IsNullOrEmpty(error.GetProperty("error").GetProperty("message").GetString()));
        Assert.DoesNotContain(events, item => item.Name is "message_stop" or "message_delta");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_in_an_answer_of_200_is_no_answer(bool stream)
    {
        upstream.Anthropic.Behaviors.Next(Behavior.Replying(AnthropicReplies.Error(200, "overloaded_error", "Overloaded")));
        var answer = await upstream.Client.PostAsync(Messages.Path, Ask().With("stream", stream), Token);
        Assert.True(answer.Status is 502 or 503 or 529, answer.Text);
        Assert.Equal("error", answer.Json.GetProperty("type").GetString());

        upstream.Anthropic.Behaviors.Next(Behavior.EndingAfter(0, StreamEnding.Error));
        answer = await upstream.Client.PostAsync(Messages.Path, Ask().With("stream", true), Token);
        Assert.True(answer.Status is 502 or 503 or 529, answer.Text);
        Assert.Equal("error", answer.Json.GetProperty("type").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_of_OpenAI_goes_on_with_signed_thoughts(bool stream)
    {
        upstream.Anthropic.Message = static _ => new AnthropicReply
        {
            Blocks = [AnthropicBlock.Thinking("Hm", ", Bern"), AnthropicBlock.RedactedThinking("hidden"), AnthropicBlock.ToolUse(new FakeToolCall("get_weather", """{"city":"Bern"}""") { Id = "toolu_1" })],
            StopReason = "tool_use",
        };
        var tools = """[{"type":"function","function":{"name":"get_weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}}]""";
        var body = Question("claude-thinking").With("reasoning_effort", "low").With("tools", JsonNode.Parse(tools));
        var blocks = stream ? await StreamedBlocksAsync(body) : await WholeBlocksAsync(body);
        Assert.Equal(["thinking", "redacted_thinking"], blocks.Select(block => block!["type"]!.GetValue<string>()));

        upstream.Anthropic.Message = static _ => null;
        body["messages"]!.AsArray().Add(JsonNode.Parse("""{"role":"assistant","content":null,"tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"Bern\"}"}}]}""")!.AsObject().With("thinking_blocks", blocks));
        body["messages"]!.AsArray().Add(JsonNode.Parse("""{"role":"tool","tool_call_id":"toolu_1","content":"wet"}"""));
        body["stream"] = false;
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200);
        var sent = upstream.Anthropic.LastGeneration.Json;
        Assert.Equal("enabled", sent["thinking"]!["type"]!.GetValue<string>());
        Assert.Equal(["thinking", "redacted_thinking", "tool_use"], sent["messages"]![1]!["content"]!.AsArray().Select(block => block!["type"]!.GetValue<string>()));

        blocks[0]!["thinking"] = "Hm, Basel";
        (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).ExpectError(400, "backend_refused");
    }

    private static JsonObject Ask() => Messages.Ask("hello", 100).With("model", "claude");

    private static int Count(System.Text.Json.JsonElement holder, string name) => holder.GetProperty("usage").GetProperty(name).GetInt32();

    private async Task<MessageStreamOutcome> StreamAsync(JsonObject body)
    {
        await using var stream = await upstream.Client.StreamAsync(Messages.Path, (JsonObject)body.DeepClone(), Token);
        return await MessageStreamOutcome.ReadAsync(stream, Token);
    }

    private async Task<JsonArray> WholeBlocksAsync(JsonObject body)
    {
        var message = (await upstream.Client.PostAsync("/v1/chat/completions", body, Token)).Expect(200).GetProperty("choices")[0].GetProperty("message");
        return JsonNode.Parse(message.GetProperty("thinking_blocks").GetRawText())!.AsArray();
    }

    /// <summary>The blocks of all deltas in a row, as a client puts them together.</summary>
    private async Task<JsonArray> StreamedBlocksAsync(JsonObject body)
    {
        var outcome = await StreamAsync(upstream.Client, body);
        Assert.True(outcome.Done);
        return
        [
            .. outcome.Events.SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("delta"))
                .Where(delta => delta.TryGetProperty("thinking_blocks", out _))
                .SelectMany(delta => delta.GetProperty("thinking_blocks").EnumerateArray()).Select(block => JsonNode.Parse(block.GetRawText())),
        ];
    }

    /// <summary>The blocks that a stream brought, put together.</summary>
    private static JsonArray Said(MessageStreamOutcome outcome)
    {
        outcome.ExpectWhole();
        List<JsonObject> blocks = [];
        var input = new StringBuilder();
        foreach (var item in outcome.Events)
        {
            switch (item.GetProperty("type").GetString())
            {
                case "content_block_start":
                    blocks.Add(JsonNode.Parse(item.GetProperty("content_block").GetRawText())!.AsObject());
                    input.Clear();
                    break;
                case "content_block_delta":
                    foreach (var member in item.GetProperty("delta").EnumerateObject().Where(static member => member.Name != "type"))
                    {
                        if (member.Name == "partial_json")
                            input.Append(member.Value.GetString());
                        else
                            blocks[^1][member.Name] = blocks[^1][member.Name]?.GetValue<string>() + member.Value.GetString();
                    }

                    break;
                case "content_block_stop" when input.Length > 0:
                    blocks[^1]["input"] = JsonNode.Parse(input.ToString());
                    break;
            }
        }

        return [.. blocks];
    }
}
