using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Inference;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>Requests that came by another protocol, at a server of OpenAI's.</summary>
public sealed class TranslationTests : IAsyncDisposable
{
    private readonly FakeOpenAi _server = new();
    private readonly RemoteBackend _backend;

    public TranslationTests() =>
        _backend = Remotes.Backend("openai", _server.Endpoint, static client => new OpenAiEndpoint(client, Remotes.Limits, 8));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_inference_answer_begins_with_the_prompt_that_the_gateway_echoes()
    {
        var events = await Remotes.EventsAsync(_backend, Decoding.Request(new InferenceSurface(), """{"text":"The future","model":"served-model"}"""), Token);
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        Assert.Equal("The future" + FakeReply.Usual.Text, Remotes.TextOf(events, 0));
        Assert.False(_server.LastGeneration.Json.ContainsKey("echo"));
        Assert.Equal(("served-model", "The future", 50), (Member<string>("model"), Member<string>("prompt"), Member<int>("max_tokens")));
        Assert.Single(events.OfType<GenerationEvent.UsageReported>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chat_is_streamed_from_the_backend_where_the_client_reads_along(bool stream)
    {
        _server.Reply = static _ => FakeReply.Usual with { Thought = ["Hm", "."], ToolCalls = [new FakeToolCall("f", """{"a":1}""")] };
        var events = await Remotes.EventsAsync(_backend, Requests.Chat("served-model", stream: stream), Token);
        Assert.Equal(stream, Member<bool>("stream"));
        Assert.Equal(FakeReply.Usual.Text, Remotes.TextOf(events, 0));
        Assert.Equal("""{"a":1}""", string.Concat(events.OfType<GenerationEvent.ToolCallDelta>().Select(static delta => delta.Arguments)));
        Assert.Equal(
            [new GenerationEvent.ChoiceEnded(0, FinishReason.ToolCalls), GenerationEvent.Finished.Instance],
            events.Where(static happened => happened is GenerationEvent.ChoiceEnded or GenerationEvent.Finished));
    }

    [Fact]
    public async Task A_stream_of_another_media_type_is_named_as_the_relay_names_it()
    {
        _server.Behaviors.Next(Behavior.Replying(WireReply.Of(200, "<p>", "text/html")));
        var failure = Remotes.FailureOf(await Remotes.EventsAsync(_backend, Requests.Chat("served-model", stream: true), Token));
        Assert.Equal(FailureKind.BackendError, failure.Kind);
        Assert.Contains("another media type (text/html)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StreamEnding.WithoutTerminator, true)]
    [InlineData(StreamEnding.Clean, false)]
    [InlineData(StreamEnding.Cut, false)]
    [InlineData(StreamEnding.Error, false)]
    [InlineData(StreamEnding.Garbage, false)]
    [InlineData(StreamEnding.BrokenUtf8, false)]
    public async Task A_stream_is_whole_with_its_finish_reason_and_broken_without(StreamEnding ending, bool isWhole)
    {
        _server.Behaviors.Next(Behavior.EndingAfter(3, ending));
        var events = await Remotes.EventsAsync(_backend, Requests.Chat("served-model", stream: true), Token);
        Assert.Equal(isWhole, events[^1] is GenerationEvent.Finished);
    }

    [Fact]
    public async Task A_backends_own_words_are_not_passed_on()
    {
        _server.Behaviors.Next(Behavior.Replying(WireReply.Of(400, """{"error":{"message":"secret words","type":"invalid_request_error"}}""", "application/json")));
        var failure = Remotes.FailureOf(await Remotes.EventsAsync(_backend, Requests.Chat("served-model"), Token));
        Assert.Equal((FailureKind.BackendRefused, null), (failure.Kind, failure.Verbatim));
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
    }

    private T Member<T>(string name) => _server.LastGeneration.Json[name]!.GetValue<T>();
}
