using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Transcripts;

namespace GenGateway.Tests.TestKit;

/// <summary>The fake of Anthropic's API answers in its events, its fields and its refusals.</summary>
public sealed class FakeAnthropicTests : IAsyncDisposable
{
    private const string Model = "claude-fake-1";

    private readonly FakeAnthropic fake = new();
    private readonly FakeClient client;

    public FakeAnthropicTests() => client = new FakeClient(fake.Url) { Headers = [("x-api-key", "sk-ant-test"), ("anthropic-version", "2023-06-01")] };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await fake.DisposeAsync();
    }

    [Fact]
    public async Task A_message_has_its_content_its_reason_and_its_usage()
    {
        fake.Message = _ => new AnthropicReply { Blocks = [AnthropicBlock.Text("Hi")], CacheReadTokens = 7, CacheCreationTokens = 5, OutputTokens = 3 };
        var answer = await AskAsync("{}");

        Assert.Equal("Hi", answer.Json.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("end_turn", answer.Json.GetProperty("stop_reason").GetString());
        var usage = answer.Json.GetProperty("usage");
        Assert.Equal((46, 7, 5, 3), (Number(usage, "input_tokens"), Number(usage, "cache_read_input_tokens"), Number(usage, "cache_creation_input_tokens"), Number(usage, "output_tokens")));
        Assert.StartsWith("req_", answer.Headers["request-id"], StringComparison.Ordinal);
        Assert.Equal("50", answer.Headers["anthropic-ratelimit-requests-limit"]);
    }

    [Fact]
    public async Task A_stream_names_its_events_and_ends_with_the_usage_of_all_of_it()
    {
        fake.Reply = _ => FakeReply.Saying("He", "llo");
        var answer = await AskAsync("""{"stream":true}""");

        Assert.Equal(["message_start", "content_block_start", "ping", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"], answer.EventNames);
        Assert.Equal(answer.EventNames, answer.Events.Select(Type));
        Assert.Equal(1, Number(answer.Events[0].GetProperty("message").GetProperty("usage"), "output_tokens"));
        Assert.Equal(3, Number(answer.Events[^2].GetProperty("usage"), "output_tokens"));
    }

    [Fact]
    public async Task A_call_comes_as_parts_of_JSON_and_begins_with_an_empty_one()
    {
        fake.Reply = _ => FakeReply.Calling(new FakeToolCall("get_weather", """{"city":"Paris"}""") { Fragments = ["{\"ci", "ty\":\"Pa", "ris\"}"] }, new FakeToolCall("stop", "{}") { Id = "toolu_2" });
        var answer = await AskAsync("""{"stream":true}""");

        var parts = answer.Events.Where(item => Type(item) == "content_block_delta").Select(item => (item.GetProperty("index").GetInt32(), item.GetProperty("delta").GetProperty("partial_json").GetString()));
        Assert.Equal([(0, ""), (0, "{\"ci"), (0, "ty\":\"Pa"), (0, "ris\"}"), (1, "")], parts);
        Assert.Equal("tool_use", answer.Events[^2].GetProperty("delta").GetProperty("stop_reason").GetString());
    }

    [Fact]
    public async Task Thoughts_come_when_they_are_asked_for_and_go_back_only_unchanged()
    {
        fake.Reply = _ => new FakeReply { Thought = ["Let me", " see"], Pieces = ["Sunny"] };
        var unasked = await AskAsync("{}");
        Assert.Equal(["text"], unasked.Json.GetProperty("content").EnumerateArray().Select(Type));
        const string Thinks = """{"thinking":{"type":"enabled","budget_tokens":1024},"stream":true}""";
        var asked = await AskAsync(Thinks);
        Assert.Equal(["thinking_delta", "thinking_delta", "signature_delta", "text_delta"], asked.Events.Where(item => Type(item) == "content_block_delta").Select(item => Type(item.GetProperty("delta"))));

        var signature = AnthropicSignature.Of("Let me see");
        Assert.Equal(200, (await AskAsync(Thinks, Turn("Let me see", signature))).Status);
        Assert.Contains("cannot be modified", (await AskAsync(Thinks, Turn("Let me lie", signature))).Text, StringComparison.Ordinal);
        Assert.Contains("Invalid `signature`", (await AskAsync(Thinks, Turn("Let me see", "made-up"))).Text, StringComparison.Ordinal);
        var hidden = AnthropicSignature.Redacted("secret");
        Assert.Equal(200, (await AskAsync("{}", $$"""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"redacted_thinking","data":"{{hidden}}"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""")).Status);

        static string Turn(string thought, string signature) =>
            $$"""[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"thinking","thinking":"{{thought}}","signature":"{{signature}}"},{"type":"text","text":"b"}]},{"role":"user","content":"c"}]""";
    }

    [Theory]
    [InlineData("end_turn")]
    [InlineData("max_tokens")]
    [InlineData("stop_sequence")]
    [InlineData("tool_use")]
    [InlineData("pause_turn")]
    [InlineData("refusal")]
    [InlineData("model_context_window_exceeded")]
    public async Task It_stops_for_every_reason(string reason)
    {
        fake.Message = _ => new AnthropicReply { Blocks = [AnthropicBlock.Text("Hi")], StopReason = reason, StopDetails = reason == "refusal" ? new JsonObject { ["type"] = "refusal", ["category"] = "x", ["explanation"] = "y" } : null };
        Assert.Equal(reason, (await AskAsync("{}")).Json.GetProperty("stop_reason").GetString());
        var delta = (await AskAsync("""{"stream":true}""")).Events[^2].GetProperty("delta");
        Assert.Equal(reason, delta.GetProperty("stop_reason").GetString());
        Assert.Equal(reason == "refusal", delta.TryGetProperty("stop_details", out _));
    }

    [Fact]
    public async Task Limits_of_the_request_shorten_the_reply()
    {
        fake.Reply = _ => FakeReply.Saying("one ", "two ", "three");
        Assert.Equal("max_tokens", (await AskAsync("""{"max_tokens":2}""")).Json.GetProperty("stop_reason").GetString());
        var stopped = (await AskAsync("""{"stop_sequences":["wo"]}""")).Json;
        Assert.Equal(("one t", "stop_sequence", "wo"), (stopped.GetProperty("content")[0].GetProperty("text").GetString(), stopped.GetProperty("stop_reason").GetString(), stopped.GetProperty("stop_sequence").GetString()));
    }

    [Theory]
    [InlineData("""{"max_tokens":null}""", "max_tokens: Field required")]
    [InlineData("""{"max_tokens":0}""", "max_tokens: Input should be greater than or equal to 1")]
    [InlineData("""{"temperature":1.5}""", "temperature: range: 0..1")]
    [InlineData("""{"seed":1}""", "seed: Extra inputs are not permitted")]
    [InlineData("""{"stop_sequences":[" "]}""", "stop_sequences: each stop sequence must contain non-whitespace")]
    [InlineData("""{"thinking":{"type":"enabled","budget_tokens":5000}}""", "`max_tokens` must be greater than `thinking.budget_tokens`.")]
    [InlineData("""{"tools":[{"name":"a","input_schema":{}}]}""", "tools.0.custom.input_schema.type: Input should be 'object'")]
    [InlineData("""{"tool_choice":{"type":"auto"}}""", "tool_choice: tool_choice may only be specified while providing tools.")]
    [InlineData("""{"messages":[]}""", "messages: at least one message is required")]
    [InlineData("""{"messages":[{"role":"system","content":"x"}]}""", "messages: Unexpected role \"system\".")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""", "messages: text content blocks must be non-empty")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","media_type":"image/bmp","data":"AAAA"}}]}]}""", "base64.media_type")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},{"role":"user","content":"b"}]}""", "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_1.")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":{}}]},{"role":"user","content":[{"type":"text","text":"b"},{"type":"tool_result","tool_use_id":"toolu_1"}]}]}""", "immediately after: toolu_1.")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_9"}]}]}""", "unexpected `tool_use_id` found in `tool_result` blocks: toolu_9.")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_1","name":"f","input":"{}"}]}]}""", "tool_use.input: Input should be a valid dictionary")]
    public async Task It_refuses_what_the_API_refuses(string change, string message)
    {
        var answer = await AskAsync(change);
        Assert.Equal(400, answer.Status);
        Assert.Equal("invalid_request_error", answer.Json.GetProperty("error").GetProperty("type").GetString());
        Assert.Contains(message, answer.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(answer.Headers["request-id"], answer.Json.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task Results_of_several_calls_may_come_in_neighbouring_messages()
    {
        const string Answered = """
            [{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"t1","name":"f","input":{}},{"type":"tool_use","id":"t2","name":"f","input":{}}]},
            {"role":"user","content":[{"type":"tool_result","tool_use_id":"t2","content":"x"}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true},{"type":"text","text":"go on"}]}]
            """;
        Assert.Equal(200, (await AskAsync("{}", Answered)).Status);
    }

    [Fact]
    public async Task A_beginning_of_the_answer_is_taken_or_refused_as_the_model_has_it()
    {
        const string Prefilled = """[{"role":"user","content":"a"},{"role":"assistant","content":"It is"}]""";
        Assert.Equal(200, (await AskAsync("{}", Prefilled)).Status);
        fake.RefusesPrefill = true;
        Assert.Contains("does not support assistant message prefill", (await AskAsync("{}", Prefilled)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_key_or_a_version_nobody_gets_in()
    {
        using var stranger = new FakeClient(fake.Url) { Headers = [("anthropic-version", "2023-06-01")] };
        Assert.Equal(401, (await stranger.GetAsync("/v1/models", Token)).Status);
        using var undated = new FakeClient(fake.Url) { Headers = [("x-api-key", "k")] };
        Assert.Contains("anthropic-version: header is required", (await undated.GetAsync("/v1/models", Token)).Text, StringComparison.Ordinal);
        fake.Credential = FakeCredential.InHeader("x-api-key", "sk-other");
        Assert.Equal("authentication_error", (await client.GetAsync("/v1/models", Token)).Json.GetProperty("error").GetProperty("type").GetString());
    }

    [Fact]
    public async Task An_error_in_mid_stream_is_an_event_and_pings_may_stand_anywhere()
    {
        fake.Behaviors.Next(Behavior.EndingAfter(1, StreamEnding.Error), new Behavior { Between = [AnthropicEvents.Ping, AnthropicEvents.Unknown], Packaging = Packaging.Shredded });
        var broken = await AskAsync("""{"stream":true}""");
        Assert.Equal((200, "error"), (broken.Status, broken.EventNames[^1]));
        Assert.Equal("overloaded_error", broken.Events[^1].GetProperty("error").GetProperty("type").GetString());
        var crowded = await AskAsync("""{"stream":true}""");
        Assert.Contains("content_block_hint", crowded.EventNames);
        Assert.Equal("message_stop", crowded.EventNames[^1]);
    }

    [Fact]
    public async Task Errors_come_with_their_status_and_their_headers()
    {
        fake.Behaviors.Next(Behavior.Replying(AnthropicReplies.Overloaded), Behavior.Replying(AnthropicReplies.RateLimited(7)), Behavior.Replying(AnthropicReplies.TooLargeForTheEdge));
        var overloaded = await AskAsync("{}");
        Assert.Equal((529, "true", "overloaded_error"), (overloaded.Status, overloaded.Headers["x-should-retry"], overloaded.Json.GetProperty("error").GetProperty("type").GetString()));
        var limited = await AskAsync("{}");
        Assert.Equal((429, "7"), (limited.Status, limited.Headers["retry-after"]));
        Assert.Equal(413, (await AskAsync("{}")).Status);
        Assert.Equal(404, (await AskAsync("""{"model":"nobody"}""")).Status);
        fake.MaxInputTokens = 40;
        Assert.Contains("prompt is too long: 46 tokens > 40 maximum", (await AskAsync("{}")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Models_come_in_pages_and_tokens_are_counted()
    {
        fake.Models = ["a", "b", "c"];
        var page = (await client.GetAsync("/v1/models?limit=2", Token)).Json;
        Assert.Equal((true, "a", "b"), (page.GetProperty("has_more").GetBoolean(), page.GetProperty("first_id").GetString(), page.GetProperty("last_id").GetString()));
        var rest = (await client.GetAsync("/v1/models?limit=2&after_id=b", Token)).Json;
        Assert.Equal((false, "c"), (rest.GetProperty("has_more").GetBoolean(), rest.GetProperty("first_id").GetString()));
        Assert.Equal("b", (await client.GetAsync("/v1/models/b", Token)).Json.GetProperty("id").GetString());
        Assert.Equal(404, (await client.GetAsync("/v1/models/z", Token)).Status);
        Assert.Equal("""{"input_tokens":46}""", (await client.PostAsync("/v1/messages/count_tokens", """{"model":"a","messages":[{"role":"user","content":"x"}]}""", Token)).Text);
        Assert.Contains("max_tokens: Extra inputs", (await client.PostAsync("/v1/messages/count_tokens", """{"model":"a","max_tokens":1,"messages":[{"role":"user","content":"x"}]}""", Token)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Blocks_may_end_late_as_they_were_recorded_behind_another_server()
    {
        fake.Message = _ => new AnthropicReply { Blocks = [AnthropicBlock.Thinking("Okay"), AnthropicBlock.Text("Hello")], EndsBlocksLate = true };
        var answer = await AskAsync("""{"stream":true}""");
        var ends = answer.Events.Where(item => Type(item) is "content_block_start" or "content_block_stop").Select(item => (Type(item), item.GetProperty("index").GetInt32()));
        Assert.Equal([("content_block_start", 0), ("content_block_start", 1), ("content_block_stop", 0), ("content_block_stop", 1)], ends);
    }

    [Theory]
    [MemberData(nameof(ClientRecordings))]
    public async Task It_takes_what_real_clients_send(string recording)
    {
        fake.Models = ["m"];
        foreach (var exchange in Recordings.Load(recording).Exchanges)
        {
            var answer = await RawClient.AskAsync(fake.Url, exchange.Request, Token);
            Assert.StartsWith("HTTP/1.1 200 OK", System.Text.Encoding.UTF8.GetString(answer), StringComparison.Ordinal);
        }
    }

    public static TheoryData<string> ClientRecordings() => [.. Recordings.Names("client-anthropic"), "client-litellm/anthropic"];

    private static string? Type(JsonElement json) => json.GetProperty("type").GetString();

    private static int Number(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    /// <summary>A request that is right, but for what the change says; a member that is null is left out.</summary>
    private Task<FakeAnswer> AskAsync(string change, string messages = """[{"role":"user","content":"hello"}]""")
    {
        var body = new JsonObject { ["model"] = Model, ["max_tokens"] = 2000, ["messages"] = JsonNode.Parse(messages) };
        foreach (var (name, value) in JsonNode.Parse(change)!.AsObject())
        {
            body.Remove(name);
            if (value is not null)
                body[name] = value.DeepClone();
        }

        return client.PostAsync("/v1/messages", body.ToJsonString(), Token);
    }
}
