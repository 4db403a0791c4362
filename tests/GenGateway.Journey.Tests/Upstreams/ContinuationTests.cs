using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary><c>on_stream_break: continue</c>: a chat that breaks behind its first content goes on where somebody takes a begun answer.</summary>
public sealed class ContinuationTests : UpstreamTest
{
    private const string Continue = "on_stream_break: continue";

    [Theory]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Reset)]
    [InlineData(StreamEnding.Error)]
    [InlineData(StreamEnding.Garbage)]
    public async Task The_parts_are_one_answer(StreamEnding ending)
    {
        var (broken, other) = (Breaking(ending), Going());
        var gateway = await StartAsync(Two(broken, other), Settings(Continue));
        var outcome = await StreamAsync(gateway.Client, Question().With("stream_options", new JsonObject { ["include_usage"] = true }).With("max_tokens", 100));
        outcome.ExpectWhole("Hello world, and good bye.");
        Assert.Single(outcome.Events, static chunk => chunk.GetRawText().Contains("\"role\"", StringComparison.Ordinal));
        Assert.Single(outcome.Events.Select(static chunk => chunk.GetProperty("id").GetString()).Distinct());
        Assert.All(outcome.Events, static chunk => Assert.Equal(Model, chunk.GetProperty("model").GetString()));

        // The answer so far is the last message, and its tokens are not asked for again.
        var asked = other.LastGeneration.Json;
        var messages = asked["messages"]!.AsArray();
        Assert.Equal(("assistant", "Hello world"), (messages[^1]!["role"]!.GetValue<string>(), messages[^1]!["content"]!.GetValue<string>()));
        Assert.Null(asked["continue_final_message"]);
        Assert.Equal(98, (asked["max_tokens"] ?? asked["max_completion_tokens"])!.GetValue<int>());

        // Both parts are counted, two tokens of the first by the gateway.
        Assert.Equal(((46 * 2) - 2, 4 + 2), (outcome.Usage?.GetProperty("prompt_tokens").GetInt32(), outcome.Usage?.GetProperty("completion_tokens").GetInt32()));
        var record = await RecordAsync(gateway);
        Assert.Equal(("succeeded", "Hello world, and good bye.", 2, "other"), (record.GetProperty("status").GetString(), record.GetProperty("response").GetString(), record.GetProperty("attempts").GetInt32(), record.GetProperty("backend").GetString()));
        Assert.Equal("estimated", record.GetProperty("usage").GetProperty("source").GetString());
        var page = MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text);
        Assert.Equal(1, page.Sum("gengateway_stream_continuations_total"));
        await Eventually.ReachesAsync(
            () => Task.FromResult(gateway.Log.Output),
            static lines => lines.Any(static line => line.Contains("goes on at backend other behind 11 bytes", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(30),
            "the line of the seam",
            Token);
    }

    [Fact]
    public async Task A_vllm_is_told_in_its_own_words()
    {
        var (broken, other) = (Breaking(StreamEnding.Cut), Going());
        var gateway = await StartAsync(Two(broken, other, "prefill: continue_final_message"), Settings($"models: {{ {Model}: {{ {Continue} }} }}"));
        (await StreamAsync(gateway.Client, Question())).ExpectWhole("Hello world, and good bye.");
        Assert.Equal((true, false), (other.LastGeneration.Json["continue_final_message"]!.GetValue<bool>(), other.LastGeneration.Json["add_generation_prompt"]!.GetValue<bool>()));
        Assert.Null(broken.LastGeneration.Json["continue_final_message"]);
    }

    [Fact]
    public async Task A_second_break_goes_on_with_all_that_is_there()
    {
        var (first, second, third) = (Breaking(StreamEnding.Cut), Going(), OpenAi());
        second.Behaviors.Standing = Behavior.EndingAfter(1, StreamEnding.Cut);
        third.Reply = static _ => FakeReply.Saying(" thanks", ".");
        var gateway = await StartAsync(Two(first, second).Add("third", "openai", third.Endpoint, Model, Served, "weight: 0"), Settings(Continue));
        (await StreamAsync(gateway.Client, Question())).ExpectWhole("Hello world, and thanks.");
        Assert.Equal("Hello world, and", third.LastGeneration.Json["messages"]!.AsArray()[^1]!["content"]!.GetValue<string>());
        Assert.Equal((1, 1, 1), (first.Generations.Count, second.Generations.Count, third.Generations.Count));
    }

    [Theory]
    [InlineData("nobody takes it")]
    [InlineData("two choices")]
    [InlineData("a schema")]
    [InlineData("log probabilities")]
    [InlineData("the client's own beginning")]
    [InlineData("the model's own rule")]
    public async Task What_cannot_go_on_ends_with_the_error_and_without_the_terminator(string reason)
    {
        var (broken, other) = (Breaking(StreamEnding.Cut), Going());
        var gateway = await StartAsync(
            Two(broken, other, reason == "nobody takes it" ? "prefill: none" : ""),
            Settings(reason == "the model's own rule" ? $"{Continue}, models: {{ {Model}: {{ on_stream_break: error }} }}" : Continue));
        var body = Question();
        switch (reason)
        {
            case "two choices":
                body["n"] = 2;
                break;
            case "a schema":
                body["response_format"] = new JsonObject { ["type"] = "json_object" };
                break;
            case "log probabilities":
                body["logprobs"] = true;
                break;
            case "the client's own beginning":
                body["messages"]!.AsArray().Add((JsonNode)new JsonObject { ["role"] = "assistant", ["content"] = "Well," });
                break;
        }

        (await StreamAsync(gateway.Client, body)).ExpectBroken("Hello");
        Assert.Equal((1, 0), (broken.Generations.Count, other.Generations.Count));
    }

    [Fact]
    public async Task An_answer_with_a_thought_is_not_continued()
    {
        var (broken, other) = (OpenAi(OpenAiProfile.LlamaServer), Going());
        broken.Behaviors.Standing = Behavior.EndingAfter(4, StreamEnding.Cut);
        broken.Reply = static _ => FakeReply.Usual with { Thought = ["hm", " hm"] };
        var gateway = await StartAsync(Two(broken, other), Settings(Continue));
        (await StreamAsync(gateway.Client, Question())).ExpectBroken("Hello world");
        Assert.Empty(other.Generations);
    }

    [Fact]
    public async Task Where_the_other_one_fails_too_it_is_the_error()
    {
        var (broken, other) = (Breaking(StreamEnding.Cut), Going());
        other.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(Two(broken, other), Settings(Continue));
        (await StreamAsync(gateway.Client, Question())).ExpectBroken("Hello world");
        Assert.Equal((1, 1), (broken.Generations.Count, other.Generations.Count));
        var record = await RecordAsync(gateway);
        Assert.Equal(("failed", "Hello world", 2), (record.GetProperty("status").GetString(), record.GetProperty("response").GetString(), record.GetProperty("attempts").GetInt32()));
    }

    [Fact]
    public async Task It_goes_on_without_any_text_in_the_records()
    {
        var (broken, other) = (Breaking(StreamEnding.Cut), Going());
        var gateway = await StartAsync(Two(broken, other), Settings(Continue) + "records: { text: none }\n");
        (await StreamAsync(gateway.Client, Question())).ExpectWhole("Hello world, and good bye.");
    }

    [Fact]
    public async Task Whole_answers_and_unbroken_streams_are_as_they_were()
    {
        var (one, other) = (OpenAi(), Going());
        var gateway = await StartAsync(Two(one, other), Settings(Continue));
        (await StreamAsync(gateway.Client, Question())).ExpectWhole(FakeReply.Usual.Text);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        Assert.Equal(2, one.Generations.Count);
        Assert.Empty(other.Generations);
    }

    [Fact]
    public async Task A_clients_own_error_is_told_in_the_backends_words_on_such_a_route_too()
    {
        var (one, other) = (OpenAi(), Going());
        one.Behaviors.Standing = Behavior.Replying(Replies.Failure(400, "The response was filtered", "invalid_request_error", "content_filter"));
        var gateway = await StartAsync(Two(one, other), Settings(Continue));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", true), Token);
        answer.ExpectError(400, "content_filter");
        Assert.Empty(other.Generations);
    }

    private static Backends Two(FakeOpenAi broken, FakeOpenAi other, string more = "") => new Backends()
        .Add("broken", "openai", broken.Endpoint, Model, Served)
        .Add("other", "openai", other.Endpoint, Model, Served, "weight: 0" + (more.Length > 0 ? ", " + more : ""));

    private static string Settings(string routing) =>
        string.Create(CultureInfo.InvariantCulture, $"engine: {{ enabled: false }}\nbreaker: {{ failures: 1000 }}\nrouting: {{ {routing}, retry: {{ backoff_ms: 1 }} }}\n");

    private FakeOpenAi Breaking(StreamEnding ending)
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.EndingAfter(2, ending);
        return fake;
    }

    private FakeOpenAi Going()
    {
        var fake = OpenAi();
        fake.Reply = static _ => FakeReply.Saying(", and", " good", " bye.") with { CompletionTokens = 4 };
        return fake;
    }

    private Task<JsonElement> RecordAsync(GatewayProcess gateway) => Eventually.ReachesAsync(
        async () => (await gateway.Client.GetAsync("/transactions?limit=1", Token)).Expect(200).GetProperty("transactions")[0],
        static record => record.GetProperty("attempts").GetInt32() == 2,
        TimeSpan.FromSeconds(30),
        "the record of both attempts",
        Token);
}
