using System.Text;
using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Transcripts;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>What servers of OpenAI's protocol say in their own way, read as a task's answer.</summary>
public sealed class DialectTests
{
    private const string Streamed = """{"model":"served-model","messages":[{"role":"user","content":"hi"}],"stream":true}""";

    public static TheoryData<string> Kinds => ["openai", "vllm", "together", "groq"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_usage_counts_once_wherever_it_stands_and_the_answer_ends_with_stop(string kind)
    {
        var events = await AskAsync(OpenAiProfile.ByName[kind], Streamed);

        Assert.Equal((46, 12), (Usage(events).PromptTokens, Usage(events).CompletionTokens));
        Assert.Equal(FinishReason.Stop, events.OfType<GenerationEvent.ChoiceEnded>().Single().Reason);
        Assert.Equal(FakeReply.Usual.Text, Remotes.TextOf(events, 0));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_stop_text_that_vllm_names_is_told(bool stream)
    {
        var events = await AskAsync(OpenAiProfile.Vllm, Streamed.Replace("\"stream\":true", stream ? "\"stream\":true" : "\"stream\":false", StringComparison.Ordinal), FakeReply.Usual with { StoppedBy = "END" });
        Assert.Contains(new GenerationEvent.StoppedBy(0, "END"), events);
    }

    [Fact]
    public async Task A_usage_tells_of_thoughts_and_caches_under_each_ones_name()
    {
        var events = await ReplayAsync("""
            data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_creation_tokens":2},"completion_tokens_details":{"reasoning_tokens":3}}}

            data: [DONE]


            """);
        Assert.Equal(new Usage(9, 5) { CachedTokens = 4, CacheWriteTokens = 2, ReasoningTokens = 3 }, Usage(events));
    }

    [Fact]
    public async Task A_stream_that_groq_cut_short_broke()
    {
        var events = await ReplayAsync("""
            data: {"choices":[{"index":0,"delta":{"content":"a"}}]}

            data: {"choices":[{"index":0,"delta":{}}],"x_groq":{"id":"r","error":"over capacity"}}


            """);
        Assert.Equal(FailureKind.BackendError, Remotes.FailureOf(events).Kind);
    }

    [Fact]
    public async Task Seals_of_thoughts_are_read()
    {
        var events = await ReplayAsync("""
            data: {"choices":[{"index":0,"delta":{"reasoning_content":"Hm","thinking_blocks":[{"type":"thinking","thinking":"Hm","signature":""}]}}]}

            data: {"choices":[{"index":0,"delta":{"thinking_blocks":[{"type":"thinking","thinking":"","signature":"s1"},{"type":"redacted_thinking","data":"d1"}]}}]}

            data: {"choices":[{"index":0,"delta":{"content":"a"},"finish_reason":"stop"}]}

            data: [DONE]


            """);
        Assert.Equal(
            [new GenerationEvent.ReasoningDelta(0, "Hm"), new GenerationEvent.ReasoningSigned(0, "s1"), new GenerationEvent.ReasoningSealed(0, "d1"), new GenerationEvent.TextDelta(0, "a")],
            events.Take(4));
    }

    [Theory]
    [InlineData("llama-server/chat-logprobs", 3)]
    [InlineData("llama-server/completions-logprobs", 2)]
    public async Task Recorded_probabilities_are_read(string name, int tokens)
    {
        var recorded = Recordings.Load(name).Exchanges[0];
        OpenAiSurface surface = name.Contains("chat", StringComparison.Ordinal) ? new ChatSurface() : new CompletionSurface();
        var request = Decoding.Request(surface, Encoding.UTF8.GetString(recorded.RequestBody));
        using var attempt = AnswerRun.Attempt(request);
        await using var generation = new WholeGeneration(new HttpResponseMessage { Content = new ByteArrayContent(recorded.AnswerBody) }, attempt, Remotes.Limits, new AnswerDecoder("upstream", attempt.Tally, 1, null));
        var events = new List<GenerationEvent>();
        await foreach (var happened in generation.ReadAsync(Token))
            events.Add(happened);

        var read = events.OfType<GenerationEvent.LogprobsDelta>().Single().Tokens;
        Assert.Equal(tokens, read.Count);
        Assert.All(read, static token => Assert.Equal((2, true), (token.Top.Count, token.Logprob < 0)));
        Assert.Equal(Encoding.UTF8.GetString(read[0].Bytes!.Value.Span), read[0].Token);
    }

    [Fact]
    public async Task Probabilities_are_asked_for_as_each_route_has_it()
    {
        await using var server = new FakeOpenAi();
        using var backend = Remotes.Backend("openai", server.Endpoint, static client => new OpenAiEndpoint(client, Remotes.Limits, 8));
        await ReadAsync(backend, Decoding.Request(new ChatSurface(), """{"model":"served-model","messages":[{"role":"user","content":"hi"}],"logprobs":true,"top_logprobs":2}"""));
        Assert.Equal((true, 2), (server.LastGeneration.Json["logprobs"]!.GetValue<bool>(), server.LastGeneration.Json["top_logprobs"]!.GetValue<int>()));
        await ReadAsync(backend, Decoding.Request(new CompletionSurface(), """{"model":"served-model","prompt":"a","logprobs":2}"""));
        Assert.Equal(2, server.LastGeneration.Json["logprobs"]!.GetValue<int>());
    }

    [Fact]
    public void Groq_is_not_asked_for_what_it_refuses() =>
        Assert.Equal(["logprobs", "top_logprobs"], new TaskLimits("api.groq.com").NotCarried(new ChatTask([new ChatMessage("user", "a")], new TextParameters { TopLogprobs = 1 })));

    private static Usage Usage(IEnumerable<GenerationEvent> events) => events.OfType<GenerationEvent.UsageReported>().Single().Usage;

    private static Task<List<GenerationEvent>> ReplayAsync(string stream) =>
        AskAsync(OpenAiProfile.OpenAi, Streamed, behavior: Behavior.Replying(WireReply.Of(200, stream, "text/event-stream")));

    private static async Task<List<GenerationEvent>> AskAsync(OpenAiProfile profile, string body, FakeReply? reply = null, Behavior? behavior = null)
    {
        await using var server = new FakeOpenAi(profile) { Reply = _ => reply ?? FakeReply.Usual };
        if (behavior is not null)
            server.Behaviors.Next(behavior);
        using var backend = Remotes.Backend("openai", server.Endpoint, static client => new OpenAiEndpoint(client, Remotes.Limits, 8));
        return await ReadAsync(backend, Decoding.Request(new ChatSurface(), body));
    }

    private static async Task<List<GenerationEvent>> ReadAsync(RemoteBackend backend, GenerationRequest request)
    {
        if (!(await backend.OpenAsync(request, Token)).TryGet(out var generation, out var failure))
            return [new GenerationEvent.Failed(failure)];
        var events = new List<GenerationEvent>();
        await using (generation)
        {
            await foreach (var happened in generation.ReadAsync(Token))
                events.Add(happened);
        }

        return events;
    }
}
