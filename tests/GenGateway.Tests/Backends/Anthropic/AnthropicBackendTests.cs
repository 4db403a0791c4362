using System.Text;
using GenGateway.Backends.Anthropic;
using GenGateway.Backends.Http;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.TestKit;
using GenGateway.TestKit.Anthropic;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>The backend against a server that checks what it gets.</summary>
public sealed class AnthropicBackendTests : IAsyncDisposable
{
    private const string Key = "sk-ant-0123456789abcdef";

    private readonly FakeAnthropic _anthropic = new() { Credential = FakeCredential.InHeader("x-api-key", Key) };
    private readonly RemoteBackend _backend;

    public AnthropicBackendTests() => _backend = Backend(_anthropic.Endpoint);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private AnthropicEndpoint Endpoint => (AnthropicEndpoint)_backend.Endpoints[0];

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _anthropic.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Several_choices_are_calls_one_after_another(bool stream)
    {
        var events = await ChatAsync($$"""{"model":"claude-fake-1","n":3,"stream":{{(stream ? "true" : "false")}},"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        Assert.Equal([0, 1, 2], events.OfType<GenerationEvent.ChoiceEnded>().Select(static ended => ended.Choice));
        Assert.All(Enumerable.Range(0, 3), choice => Assert.Equal(FakeReply.Usual.Text, Remotes.TextOf(events, choice)));
        Assert.Equal((3, 1), (_anthropic.Generations.Count, _anthropic.Traffic.MostRunning));
        // The prompt counts once, however many choices it has.
        var usage = Assert.Single(events.OfType<GenerationEvent.UsageReported>()).Usage;
        Assert.Equal((46, 36), (usage.PromptTokens, usage.CompletionTokens));
    }

    [Fact]
    public async Task A_choice_that_fails_fails_all()
    {
        _anthropic.Behaviors.Next(Behavior.Usual, Behavior.EndingAfter(2, StreamEnding.Error));
        var events = await ChatAsync("""{"model":"claude-fake-1","n":2,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(FailureKind.NoHealthyBackends, Remotes.FailureOf(events).Kind);
        Assert.DoesNotContain(events, static happened => happened is GenerationEvent.UsageReported or GenerationEvent.Finished);
    }

    [Theory]
    [InlineData(StreamEnding.Clean, FailureKind.BackendError)]
    [InlineData(StreamEnding.Cut, FailureKind.BackendError)]
    [InlineData(StreamEnding.Garbage, FailureKind.BackendError)]
    [InlineData(StreamEnding.BrokenUtf8, FailureKind.BackendError)]
    [InlineData(StreamEnding.NamedError, FailureKind.NoHealthyBackends)]
    public async Task A_stream_without_its_end_broke(StreamEnding ending, FailureKind kind)
    {
        _anthropic.Behaviors.Next(Behavior.EndingAfter(2, ending));
        var events = await ChatAsync("""{"model":"claude-fake-1","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal("Hello world", Remotes.TextOf(events, 0));
        Assert.Equal(kind, Remotes.FailureOf(events).Kind);
    }

    [Fact]
    public async Task A_stream_that_lacks_only_its_terminator_is_whole()
    {
        _anthropic.Behaviors.Next(Behavior.EndingAfter(0, StreamEnding.WithoutTerminator));
        var events = await ChatAsync("""{"model":"claude-fake-1","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        Assert.Equal(FakeReply.Usual.Text, Remotes.TextOf(events, 0));
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Thoughts_return_as_they_came_with_the_results_of_the_calls_they_led_to(bool stream)
    {
        _anthropic.Message = static _ => new AnthropicReply
        {
            Blocks = [AnthropicBlock.Thinking("Let me", " see"), AnthropicBlock.RedactedThinking("secret"), AnthropicBlock.Thinking("Ah"), AnthropicBlock.ToolUse(new FakeToolCall("f", """{"a":1}""") { Id = "toolu_1" })],
            StopReason = "tool_use",
        };
        var tools = new[] { new Tool("f", null, null, null) };
        var first = new ChatTask([new ChatMessage("user", "Hi")], new TextParameters { MaxTokens = 4000 }) { Tools = tools, ThinkingBudget = 2000 };
        var events = await AskAsync(first, stream);
        Assert.IsType<GenerationEvent.Finished>(events[^1]);

        var thoughts = new List<Thought>();
        var text = new StringBuilder();
        foreach (var happened in events)
        {
            switch (happened)
            {
                case GenerationEvent.ReasoningDelta delta:
                    text.Append(delta.Text);
                    break;
                case GenerationEvent.ReasoningSigned signed:
                    thoughts.Add(new Thought(text.ToString(), signed.Signature));
                    text.Clear();
                    break;
                case GenerationEvent.ReasoningSealed @sealed:
                    thoughts.Add(new Thought("", Sealed: @sealed.Data));
                    break;
            }
        }

        Assert.Equal(["Let me see", "", "Ah"], thoughts.Select(static thought => thought.Text));
        var calls = events.OfType<GenerationEvent.ToolCallDelta>().ToArray();
        var answered = new ChatMessage("assistant", "") { Thoughts = thoughts, ToolCalls = [new ToolCall(calls[0].Id!, calls[0].Name!, string.Concat(calls.Select(static call => call.Arguments)))] };
        var second = first with { Messages = [.. first.Messages, answered, new ChatMessage("tool", "5") { ToolCallId = "toolu_1" }] };
        // The server refuses thoughts that were changed, and a turn of calls that does not begin with them.
        Assert.IsType<GenerationEvent.Finished>((await AskAsync(second, stream))[^1]);
        Assert.Equal("enabled", _anthropic.LastGeneration.Json["thinking"]!["type"]!.GetValue<string>());
        Assert.Equal(["thinking", "redacted_thinking", "thinking", "tool_use"], _anthropic.LastGeneration.Json["messages"]![1]!["content"]!.AsArray().Select(static block => block!["type"]!.GetValue<string>()));
    }

    [Fact]
    public async Task The_relay_sends_the_body_with_the_clients_version_and_trials()
    {
        var body = """{ "model":"claude", "max_tokens":50,"messages":[{"role":"user","content":"Hi"}],"stream":true}""";
        var (relayed, failure) = await RelayAsync(body, stream: true, new("anthropic-version", "2026-10-21"), new("anthropic-beta", "x-1"));
        Assert.Null(failure);
        Assert.EndsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n", relayed, StringComparison.Ordinal);
        var request = _anthropic.LastGeneration;
        Assert.Equal(("2026-10-21", "x-1", Key), (request.Header("anthropic-version"), request.Header("anthropic-beta"), request.Header("x-api-key")));
        Assert.Equal(body.Replace("\"claude\"", "\"claude-fake-1\"", StringComparison.Ordinal), Encoding.UTF8.GetString(request.Body));
        Assert.Contains("\"model\":\"claude-fake-1\"", relayed, StringComparison.Ordinal);

        await RelayAsync(body.Replace("true", "false", StringComparison.Ordinal), stream: false);
        Assert.Equal(("2023-06-01", null), (_anthropic.LastGeneration.Header("anthropic-version"), _anthropic.LastGeneration.Header("anthropic-beta")));
    }

    [Fact]
    public async Task A_clients_own_mistake_is_told_in_the_backends_words_and_never_with_our_key()
    {
        const string body = """{"model":"claude","max_tokens":0,"messages":[]}""";
        var (_, failure) = await RelayAsync(body, stream: false);
        Assert.Equal(FailureKind.BackendRefused, failure?.Kind);
        Assert.Contains("max_tokens", Encoding.UTF8.GetString(failure!.Verbatim!.Body.Span), StringComparison.Ordinal);
        _anthropic.Behaviors.Next(Behavior.Replying(AnthropicReplies.Error(400, "invalid_request_error", $"your key {Key} is odd")));
        Assert.Null((await RelayAsync(body, stream: false)).Failure?.Verbatim);
        _anthropic.Behaviors.Next(Behavior.Replying(AnthropicReplies.TooLargeForTheEdge));
        Assert.Equal((FailureKind.BodyTooLarge, null), ((await RelayAsync(body, stream: false)) is { Failure: { } large } ? (large.Kind, large.Verbatim) : default));
        Assert.Null(Remotes.FailureOf(await ChatAsync("""{"model":"nobody","messages":[{"role":"user","content":"Hi"}]}""")).Verbatim);
    }

    [Fact]
    public async Task A_backend_says_itself_when_to_come_back_and_whether_at_all()
    {
        _anthropic.Behaviors.Next(Behavior.Replying(AnthropicReplies.RateLimited(7)), Behavior.Replying(AnthropicReplies.Overloaded), Behavior.Replying(AnthropicReplies.Forbidden));
        const string body = """{"model":"claude-fake-1","messages":[{"role":"user","content":"Hi"}]}""";
        var limited = Remotes.FailureOf(await ChatAsync(body));
        Assert.Equal((FailureKind.RateLimitExceeded, TimeSpan.FromSeconds(7), RetryAdvice.OtherCandidate), (limited.Kind, limited.RetryAfter, limited.Retry));
        Assert.Equal(503, Remotes.FailureOf(await ChatAsync(body)).Row.Status);
        Assert.Equal(RetryAdvice.OtherBackend, Remotes.FailureOf(await ChatAsync(body)).Retry);
    }

    [Fact]
    public async Task Models_are_listed_page_by_page()
    {
        _anthropic.Models = [.. Enumerable.Range(0, 2500).Select(static number => $"claude-{number}")];
        Assert.True((await Endpoint.ListModelsAsync(Token)).TryGet(out var models, out var failure), failure?.Message);
        Assert.Equal(_anthropic.Models, models.Select(static model => model.Name));
        Assert.Null(await Endpoint.ProbeAsync(Token));
    }

    [Fact]
    public async Task An_address_may_have_the_versions_folder_or_not()
    {
        using var other = Backend($"{_anthropic.Endpoint}/v1/");
        Assert.Null(await ((AnthropicEndpoint)other.Endpoints[0]).ProbeAsync(Token));
        Assert.Equal("/v1/models", _anthropic.Traffic.Requests[^1].Path);
    }

    [Fact]
    public async Task Tokens_are_counted_for_the_model_that_is_meant()
    {
        using var wire = Wire("""{"model":"claude","backend":"upstream","messages":[{"role":"user","content":"Hi"}]}""");
        Assert.True((await Endpoint.CountAsync(wire, [], Candidate(), Token)).TryGet(out var tokens, out var failure), failure?.Message);
        Assert.Equal(46, tokens);
        Assert.Equal("2023-06-01", _anthropic.Traffic.Requests[^1].Header("anthropic-version"));

        using var wrong = Wire("""{"model":"claude","messages":[]}""");
        Assert.False((await Endpoint.CountAsync(wrong, [], Candidate(), Token)).TryGet(out _, out failure));
        Assert.Equal(FailureKind.BackendRefused, failure.Kind);
        _anthropic.Counting.Next(Behavior.Replying(WireReply.Of(404, "404 page not found", "text/plain")));
        Assert.False((await Endpoint.CountAsync(wire, [], Candidate(), Token)).TryGet(out _, out failure));
        Assert.Equal(FailureKind.NotFound, failure.Kind);
    }

    [Fact]
    public async Task Tokens_are_counted_under_the_clients_own_version_and_trials()
    {
        using var wire = Wire("""{"model":"claude","messages":[{"role":"user","content":"Hi"}]}""");
        KeyValuePair<string, string>[] headers = [new("anthropic-version", "2024-10-22"), new("anthropic-beta", "token-counting-2024-11-01")];
        Assert.True((await Endpoint.CountAsync(wire, headers, Candidate(), Token)).TryGet(out _, out var failure), failure?.Message);
        var sent = _anthropic.Traffic.Requests[^1];
        Assert.Equal(("2024-10-22", "token-counting-2024-11-01"), (sent.Header("anthropic-version"), sent.Header("anthropic-beta")));
    }

    [Fact]
    public async Task Completions_are_refused()
    {
        var events = await Remotes.EventsAsync(_backend, Decoding.Request(new CompletionSurface(), """{"model":"claude-fake-1","prompt":"a"}"""), Token);
        Assert.Equal(FailureKind.InvalidValue, Remotes.FailureOf(events).Kind);
    }

    private static RemoteBackend Backend(string address) => Remotes.Backend(
        "anthropic",
        address,
        static client => new AnthropicEndpoint(client, Remotes.Limits, 8, AnthropicSettings.None),
        UpstreamCredential.Header("x-api-key", "", Key),
        headers: AnthropicEndpoint.HeadersOf(AnthropicSettings.None));

    private static WireBody Wire(string body)
    {
        var model = body.IndexOf("\"claude\"", StringComparison.Ordinal);
        const string own = "\"backend\":\"upstream\",";
        var mine = body.IndexOf(own, StringComparison.Ordinal);
        var peeked = new Peeked { Model = "claude", Open = 1, ModelValue = new ByteRange(model, 8), OwnMember = mine < 0 ? null : new ByteRange(mine, own.Length) };
        return new WireBody(WireProtocol.AnthropicMessages, Encoding.UTF8.GetBytes(body), peeked, null);
    }

    private Candidate Candidate() => new(_backend, Endpoint, "claude-fake-1", "claude", Deadlines.Default);

    private Task<IReadOnlyList<GenerationEvent>> ChatAsync(string body) => Remotes.EventsAsync(_backend, Decoding.Request(new ChatSurface(), body), Token);

    private Task<IReadOnlyList<GenerationEvent>> AskAsync(ChatTask task, bool stream) => Remotes.EventsAsync(_backend, Requests.Chat("claude-fake-1", stream: stream, task: task), Token);

    private async Task<(string Body, Failure? Failure)> RelayAsync(string body, bool stream, params KeyValuePair<string, string>[] headers)
    {
        using var wire = Wire(body);
        var request = new GenerationRequest
        {
            Id = "r",
            Surface = "test",
            Caller = new Caller(null, null),
            Model = "claude-fake-1",
            Stream = stream,
            Capability = Capability.Chat,
            Source = Requests.Chat().Source,
            Wire = wire,
            ProtocolHeaders = headers,
        };
        using var attempt = Attempts.At(_backend, request, new TestEntry(request), Token);
        if (!(await Endpoint.RelayAsync(wire, attempt)).TryGet(out var relay, out var failure))
            return ("", failure);
        await using var owned = relay;
        var bytes = new List<byte>();
        RelayChunk chunk;
        do
        {
            chunk = await relay.ReadAsync(Token);
            bytes.AddRange(chunk.Bytes.Span);
        }
        while (!chunk.IsLast);
        Assert.Contains(relay.Headers, static header => header is { Key: "x-upstream-ratelimit-requests-remaining", Value: "49" });
        return (Encoding.UTF8.GetString([.. bytes]), chunk.Failure);
    }
}
