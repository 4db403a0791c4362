using GenGateway.Backends.Http;
using GenGateway.Backends.Ollama;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Ollama;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Ollama;

/// <summary>The backend against a server that checks what it gets.</summary>
public sealed class OllamaBackendTests : IAsyncDisposable
{
    private readonly FakeOllama _ollama = new();
    private readonly RemoteBackend _backend;

    public OllamaBackendTests() =>
        _backend = Remotes.Backend("ollama", _ollama.Endpoint, static client => new OllamaEndpoint(client, Remotes.Limits, 8, OllamaSettings.None));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _ollama.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_prompts_with_several_choices_are_calls_one_after_another(bool stream)
    {
        var events = await CompleteAsync($$"""{"model":"tiny-text","prompt":["a","b"],"n":2,"echo":true,"seed":7,"max_tokens":50,"stream":{{(stream ? "true" : "false")}}}""");
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        Assert.Equal([0, 1, 2, 3], events.OfType<GenerationEvent.ChoiceEnded>().Select(static ended => ended.Choice));
        Assert.Equal(
            [$"a{FakeReply.Usual.Text}", $"a{FakeReply.Usual.Text}", $"b{FakeReply.Usual.Text}", $"b{FakeReply.Usual.Text}"],
            Enumerable.Range(0, 4).Select(choice => Remotes.TextOf(events, choice)));
        Assert.Equal([7, 8, 9, 10], _ollama.Generations.Select(static request => request.Json["options"]!["seed"]!.GetValue<int>()));
        Assert.Equal(1, _ollama.Traffic.MostRunning);
        // The prompt counts once, however many choices it has.
        var usage = Assert.Single(events.OfType<GenerationEvent.UsageReported>()).Usage;
        Assert.Equal((92, 48), (usage.PromptTokens, usage.CompletionTokens));
    }

    [Fact]
    public async Task A_choice_that_fails_fails_all()
    {
        _ollama.Behaviors.Next(Behavior.Usual, Behavior.EndingAfter(2, StreamEnding.Error));
        var events = await CompleteAsync("""{"model":"tiny-text","prompt":["a","b"],"stream":true}""");
        Assert.Equal(FailureKind.BackendError, Remotes.FailureOf(events).Kind);
        Assert.DoesNotContain(events, static happened => happened is GenerationEvent.UsageReported or GenerationEvent.Finished);
    }

    [Fact]
    public async Task A_whole_answer_that_finds_no_memory_is_refused_and_holds_none_afterwards()
    {
        var memory = new MemoryBudget(64 << 10);
        using var small = Remotes.Backend("ollama", _ollama.Endpoint, client => new OllamaEndpoint(client, Remotes.Limits with { Memory = memory }, 8, OllamaSettings.None));
        var request = Decoding.Request(new ChatSurface(), """{"model":"tiny-text","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.IsType<GenerationEvent.Finished>((await Remotes.EventsAsync(small, request, Token))[^1]);
        Assert.Equal(0, memory.Used);

        _ollama.Reply = static _ => FakeReply.Saying(new string('a', 100_000));
        var failure = Remotes.FailureOf(await Remotes.EventsAsync(small, request, Token));

        Assert.Equal(FailureKind.MemoryFull, failure.Kind);
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public async Task Echo_alone_asks_nobody()
    {
        var events = await CompleteAsync("""{"model":"tiny-text","prompt":"a","echo":true,"max_tokens":0}""");
        Assert.Equal(
            [new GenerationEvent.TextDelta(0, "a"), new GenerationEvent.ChoiceEnded(0, FinishReason.Length), GenerationEvent.Finished.Instance],
            events);
        Assert.Empty(_ollama.Generations);
    }

    [Fact]
    public async Task A_prompt_is_not_echoed_before_the_backend_answered()
    {
        _ollama.Behaviors.Next(Behavior.Replying(WireReply.Of(500, """{"error":"it broke"}""", "application/json")));
        var events = await CompleteAsync("""{"model":"tiny-text","prompt":"a","echo":true,"stream":true}""");
        Assert.Equal((FailureKind.BackendError, RetryAdvice.OtherCandidate), (Remotes.FailureOf(events).Kind, Remotes.FailureOf(events).Retry));
        Assert.Single(events);
    }

    [Fact]
    public async Task A_full_queue_is_a_limit_and_tells_when_to_come_again()
    {
        _ollama.Behaviors.Next(Behavior.Replying(WireReply.Of(503, """{"error":"server busy, please try again.  maximum pending requests exceeded"}""", "application/json").With("Retry-After", "7")));
        var failure = Remotes.FailureOf(await ChatAsync("""{"model":"tiny-text","messages":[{"role":"user","content":"Hi"}]}"""));
        Assert.Equal((FailureKind.RateLimitExceeded, RetryAdvice.OtherCandidate, TimeSpan.FromSeconds(7)), (failure.Kind, failure.Retry, failure.RetryAfter));
    }

    [Fact]
    public async Task Tools_travel_both_ways()
    {
        _ollama.Reply = static _ => FakeReply.Calling(new FakeToolCall("f", """{"a":1}"""));
        var events = await ChatAsync(
            """
            {"model":"tiny-tools","stream":true,"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"messages":[{"role":"user","content":"Hi"},
            {"role":"assistant","tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"5"}]}
            """);
        var call = Assert.Single(events.OfType<GenerationEvent.ToolCallDelta>());
        Assert.Equal((0, "f", """{"a":1}"""), (call.Index, call.Name, call.Arguments));
        Assert.Contains(new GenerationEvent.ChoiceEnded(0, FinishReason.ToolCalls), events);
        Assert.Equal("f", _ollama.LastGeneration.Json["messages"]![2]!["tool_name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(StreamEnding.Clean)]
    [InlineData(StreamEnding.Cut)]
    [InlineData(StreamEnding.Garbage)]
    [InlineData(StreamEnding.BrokenUtf8)]
    [InlineData(StreamEnding.Error)]
    public async Task A_stream_that_breaks_is_no_answer_however_it_breaks(StreamEnding ending)
    {
        _ollama.Behaviors.Next(Behavior.EndingAfter(3, ending));
        var events = await ChatAsync("""{"model":"tiny-text","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(FailureKind.BackendError, Remotes.FailureOf(events).Kind);
        Assert.Equal("Hello world, this", Remotes.TextOf(events, 0));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_backends_work()
    {
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 2 };
        _ollama.Behaviors.Next(new Behavior { Hold = hold });
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asked = ChatAsync("""{"model":"tiny-text","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", leaves.Token);
        await hold.Point.ReachedAsync(Token);
        await leaves.CancelAsync();
        Assert.Equal(FailureKind.ClientLeft, Remotes.FailureOf(await asked).Kind);
        await _ollama.Traffic.UntilAsync(static traffic => traffic.Disconnects == 1, "the connection closes", Token);
    }

    [Fact]
    public async Task Its_models_are_found_by_asking_for_the_list()
    {
        var found = await _backend.FindModelsAsync(Token);
        Assert.True(found.TryGet(out var changed, out var failure), failure?.Message);
        Assert.True(changed);
        Assert.Contains(_backend.Models, static model => model is { Upstream: "tiny-text:latest", OtherName: "tiny-text" } && model.Capabilities.Contains(Capability.Completion));
        Assert.Empty(_ollama.Generations);
        Assert.True((await _backend.FindModelsAsync(Token)).TryGet(out changed, out _));
        Assert.False(changed);
    }

    private Task<IReadOnlyList<GenerationEvent>> CompleteAsync(string body) =>
        Remotes.EventsAsync(_backend, Decoding.Request(new CompletionSurface(), body), Token);

    private Task<IReadOnlyList<GenerationEvent>> ChatAsync(string body, CancellationToken? clientLeft = null) =>
        Remotes.EventsAsync(_backend, Decoding.Request(new ChatSurface(), body), clientLeft ?? Token);
}
