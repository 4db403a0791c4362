using GenGateway.Backends.Http;
using GenGateway.Backends.Tgi;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Anthropic;
using GenGateway.Surfaces.OpenAi;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.Tgi;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.Tgi;

/// <summary>Completions and chats at Text Generation Inference.</summary>
public sealed class TgiTests : IAsyncDisposable
{
    private readonly FakeTgi _server = new();
    private readonly RemoteBackend _backend;

    public TgiTests() => _backend = Remotes.Backend("tgi", _server.Endpoint, static client => new TgiEndpoint(client, Remotes.Limits, 8));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task A_completion_comes_back_with_its_usage(bool stream, bool withoutBlank)
    {
        _server.WithoutBlank = withoutBlank;
        var events = await CompleteAsync($$"""{"prompt":"Once","max_tokens":50,"stream":{{(stream ? "true" : "false")}}}""");

        Assert.Equal(FakeReply.Usual.Text, Remotes.TextOf(events, 0));
        Assert.Equal([new GenerationEvent.ChoiceEnded(0, FinishReason.Stop), new GenerationEvent.UsageReported(new Usage(46, 12)), GenerationEvent.Finished.Instance], events.Skip(events.Count - 3));
        Assert.Equal(stream ? "/generate_stream" : "/generate", _server.LastGeneration.Path);
    }

    [Fact]
    public async Task What_the_server_would_refuse_is_said_as_it_takes_it()
    {
        await CompleteAsync("""{"prompt":"a","temperature":0,"top_p":1,"top_k":-1,"seed":7,"stop":"X","max_tokens":3,"repetition_penalty":1.1}""");
        Assert.Equal("""{"inputs":"a","parameters":{"do_sample":false,"repetition_penalty":1.1,"max_new_tokens":3,"seed":7,"stop":["X"],"return_full_text":false,"details":true}}""", _server.LastGeneration.Text);
        await CompleteAsync("""{"prompt":"a","temperature":0.5,"top_p":0.9,"top_k":4,"max_tokens":3}""");
        Assert.Equal("""{"inputs":"a","parameters":{"do_sample":true,"temperature":0.5,"top_p":0.9,"top_k":4,"max_new_tokens":3,"return_full_text":false,"details":true}}""", _server.LastGeneration.Text);
    }

    [Fact]
    public async Task Several_prompts_and_choices_are_calls_one_after_another_with_seeds_of_their_own()
    {
        var events = await CompleteAsync("""{"prompt":["a","b"],"n":2,"seed":5,"echo":true}""");

        Assert.Equal(["a", "a", "b", "b"], _server.Generations.Select(static request => request.Json["inputs"]!.GetValue<string>()));
        Assert.Equal([5, 6, 5, 6], _server.Generations.Select(static request => request.Json["parameters"]!["seed"]!.GetValue<int>()));
        Assert.Equal("b" + FakeReply.Usual.Text, Remotes.TextOf(events, 3));
        Assert.Equal(new Usage(92, 48), events.OfType<GenerationEvent.UsageReported>().Single().Usage);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_text_that_the_server_sends_along_is_no_part_of_the_answer(bool stream)
    {
        _server.Reply = static _ => FakeReply.Saying("one two", " E", "ND") with { StoppedBy = " END" };
        var events = await CompleteAsync($$"""{"prompt":"a","stop":["END"," END"],"stream":{{(stream ? "true" : "false")}}}""");

        Assert.Equal("one two", Remotes.TextOf(events, 0));
        Assert.Contains(new GenerationEvent.StoppedBy(0, " END"), events);
        Assert.Contains(new GenerationEvent.ChoiceEnded(0, FinishReason.Stop), events);
    }

    [Fact]
    public async Task An_answer_that_its_limit_cut_says_so()
    {
        var events = await CompleteAsync("""{"prompt":"a","max_tokens":2}""");
        Assert.Contains(new GenerationEvent.ChoiceEnded(0, FinishReason.Length), events);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tokens_come_with_their_probabilities_where_that_is_asked(bool stream)
    {
        var events = await CompleteAsync($$"""{"prompt":"a","logprobs":1,"stream":{{(stream ? "true" : "false")}}}""");

        var tokens = events.OfType<GenerationEvent.LogprobsDelta>().SelectMany(static delta => delta.Tokens).ToArray();
        Assert.Equal(FakeReply.Usual.Pieces, tokens.Select(static token => token.Token));
        Assert.All(tokens, static token => Assert.Equal(-0.25f, token.Logprob));
        Assert.Equal(1, _server.LastGeneration.Json["parameters"]!["top_n_tokens"]!.GetValue<int>());
    }

    public static TheoryData<string, FailureKind> Refusals => new()
    {
        { """{"prompt":"a","max_tokens":5000}""", FailureKind.ContextLengthExceeded },
        { """{"prompt":"a","stop":["1","2","3","4","5"]}""", FailureKind.BackendRefused },
        { """{"prompt":[1,2]}""", FailureKind.InvalidValue },
        { """{"prompt":""}""", FailureKind.InvalidValue },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task A_wrong_request_is_the_clients_own(string body, FailureKind kind) => Assert.Equal(kind, Remotes.FailureOf(await CompleteAsync(body)).Kind);

    public static TheoryData<int, FailureKind> Errors => new() { { 429, FailureKind.RateLimitExceeded }, { 424, FailureKind.BackendError }, { 500, FailureKind.BackendError }, { 422, FailureKind.BackendRefused } };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task Its_errors_mean_what_they_mean_elsewhere(int status, FailureKind kind)
    {
        _server.Behaviors.Next(Behavior.Replying(status switch { 429 => TgiReplies.Overloaded, 424 => TgiReplies.GenerationFailed, 500 => TgiReplies.Incomplete, _ => TgiReplies.TemplateError }));
        Assert.Equal(kind, Remotes.FailureOf(await CompleteAsync("""{"prompt":"a"}""")).Kind);
    }

    [Theory]
    [InlineData("overloaded", FailureKind.RateLimitExceeded)]
    [InlineData("validation", FailureKind.BackendRefused)]
    [InlineData("generation", FailureKind.BackendError)]
    public async Task A_stream_that_begins_with_an_error_is_judged_by_its_type(string type, FailureKind kind)
    {
        _server.Behaviors.Next(Behavior.Replying(WireReply.Of(200, $$"""data:{"error":"no","error_type":"{{type}}"}""" + "\n\n", "text/event-stream")));
        Assert.Equal(kind, Remotes.FailureOf(await CompleteAsync("""{"prompt":"a","stream":true}""")).Kind);
    }

    [Fact]
    public async Task A_stream_without_its_last_event_broke()
    {
        _server.Behaviors.Next(Behavior.Replying(WireReply.Of(200, """data:{"token":{"text":"a","special":false},"generated_text":null}""" + "\n\n", "text/event-stream")));
        Assert.Equal(FailureKind.BackendError, Remotes.FailureOf(await CompleteAsync("""{"prompt":"a","stream":true}""")).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chat_goes_over_its_chat_route_without_what_that_refuses(bool stream)
    {
        _server.Reply = static _ => FakeReply.Usual with { StoppedBy = "X" };
        var events = await ChatAsync($$"""{"model":"zephyr","messages":[{"role":"user","content":"hi"}],"top_p":1,"presence_penalty":1,"stop":"X","stream":{{(stream ? "true" : "false")}}}""");

        Assert.Equal(FakeReply.Usual.Text, Remotes.TextOf(events, 0));
        Assert.Contains(new GenerationEvent.ChoiceEnded(0, FinishReason.Stop), events);
        var sent = _server.LastGeneration.Json;
        Assert.Equal("tgi", sent["model"]!.GetValue<string>());
        Assert.Equal(["X"], sent["stop"]!.AsArray().Select(static stop => stop!.GetValue<string>()));
        Assert.False(sent.ContainsKey("top_p") || sent.ContainsKey("presence_penalty"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_text_that_a_chat_sends_along_is_no_part_of_the_answer(bool stream)
    {
        _server.Reply = static _ => FakeReply.Saying("one two", " E", "ND") with { StoppedBy = " END" };
        var events = await ChatAsync($$"""{"messages":[{"role":"user","content":"hi"}],"stop":["END"," END"],"stream":{{(stream ? "true" : "false")}}}""");

        Assert.Equal("one two", Remotes.TextOf(events, 0));
        Assert.Contains(new GenerationEvent.StoppedBy(0, " END"), events);
        Assert.Contains(new GenerationEvent.ChoiceEnded(0, FinishReason.Stop), events);
    }

    [Fact]
    public async Task A_chat_that_breaks_keeps_no_text_back()
    {
        _server.Reply = static _ => FakeReply.Saying("one", " E", "ND");
        _server.Behaviors.Next(Behavior.EndingAfter(2, StreamEnding.Clean));
        var events = await ChatAsync("""{"messages":[{"role":"user","content":"hi"}],"stop":" END","stream":true}""");

        Assert.Equal("one E", Remotes.TextOf(events, 0));
        Assert.IsType<GenerationEvent.Failed>(events[^1]);
    }

    [Fact]
    public async Task A_schema_is_a_grammar_and_gives_way_to_tools()
    {
        const string format = """ "response_format":{"type":"json_schema","json_schema":{"name":"a","schema":{"type":"object"}}} """;
        const string tools = """ "tools":[{"type":"function","function":{"name":"f","parameters":{}}}] """;
        await ChatAsync("{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + format + "}");
        Assert.Equal("""{"type":"json","value":{"type":"object"}}""", _server.LastGeneration.Json["response_format"]!.ToJsonString());

        var both = Decoding.Request(new ChatSurface(), "{\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + format + "," + tools + "}");
        Assert.True(both.Decode().TryGet(out var decoded, out _));
        Assert.Equal(["response_format"], _backend.Endpoints[0].NotCarried(decoded.Task));
    }

    [Fact]
    public void What_only_Anthropics_clients_say_is_named()
    {
        var request = Decoding.Request(new MessagesSurface(), """
            {"model":"m","max_tokens":4096,"thinking":{"type":"enabled","budget_tokens":1024},"messages":[{"role":"user","content":"a"},
            {"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"c","is_error":true,"content":"no"}]}]}
            """);
        Assert.True(request.Decode().TryGet(out var decoded, out _));
        Assert.Equal(["messages.is_error", "thinking.budget_tokens"], _backend.Endpoints[0].NotCarried(decoded.Task));
    }

    [Fact]
    public async Task Its_model_is_the_one_it_names()
    {
        Assert.True((await _backend.FindModelsAsync(Token)).TryGet(out var changed, out var failure), failure?.Message);
        Assert.True(changed);
        Assert.Equal(("fake/tgi-model", "chat,completion"), (_backend.Models[0].Id, string.Join(',', _backend.Models[0].Capabilities.Select(CapabilityNames.Of))));
    }

    [Fact]
    public async Task Its_health_is_asked_for_at_its_own_route()
    {
        var probed = (IProbed)_backend.Endpoints[0];
        Assert.Null(await probed.ProbeAsync(Token));
        _server.Health.Next(Behavior.Replying(TgiReplies.Unhealthy));
        Assert.NotNull(await probed.ProbeAsync(Token));
        Assert.Equal(["/health", "/health"], _server.Traffic.Requests.Select(static request => request.Path));
    }

    private Task<IReadOnlyList<GenerationEvent>> CompleteAsync(string body) => Remotes.EventsAsync(_backend, Decoding.Request(new CompletionSurface(), body), Token);

    private Task<IReadOnlyList<GenerationEvent>> ChatAsync(string body) => Remotes.EventsAsync(_backend, Decoding.Request(new ChatSurface(), body), Token);
}
