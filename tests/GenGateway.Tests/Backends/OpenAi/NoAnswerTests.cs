using GenGateway.Backends.Http;
using GenGateway.Backends.OpenAi;
using GenGateway.Dispatching;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Wire;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>What a server answers that is no answer, in either lane.</summary>
public sealed class NoAnswerTests : IAsyncDisposable
{
    private const string Good = """{"choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}]}""";
    private const string Wrong = """{"error":{"message":"bad temperature","type":"invalid_request_error"}}""";

    private readonly FakeOpenAi _server = new() { Models = ["m"] };
    private readonly RemoteBackend _backend;

    public NoAnswerTests() =>
        _backend = Remotes.Backend("openai", _server.Endpoint, static client => new OpenAiEndpoint(client, Remotes.Limits, 8));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _backend.Dispose();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData("""{"choices":[null]}""")]
    [InlineData("""{"choices":[{"index":0}]}""")]
    [InlineData("""{"choices":[{"index":0,"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":null,"finish_reason":"stop"}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":5},"finish_reason":"stop"}]}""")]
    [InlineData("""{"object":"error","message":"x"}""")]
    public async Task A_body_without_a_message_is_no_answer(string body)
    {
        _server.Behaviors.Next(Reply(200, body), Reply(200, body));
        Assert.Equal(FailureKind.BackendError, (await RelayAsync())?.Kind);
        Assert.Equal(FailureKind.BackendError, Remotes.FailureOf(await Remotes.EventsAsync(_backend, Requests.Chat("m"), Token)).Kind);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":null},"finish_reason":"length"}]}""")]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":[{"type":"text","text":"Hi"}]},"finish_reason":"stop"}]}""")]
    public async Task A_turn_without_text_is_an_answer(string body)
    {
        _server.Behaviors.Next(Reply(200, body));
        Assert.Null(await RelayAsync());
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(201, null)]
    [InlineData(206, FailureKind.BackendError)]
    [InlineData(402, FailureKind.BackendError)]
    [InlineData(405, FailureKind.BackendError)]
    [InlineData(418, FailureKind.BackendError)]
    [InlineData(450, FailureKind.BackendError)]
    [InlineData(600, FailureKind.BackendError)]
    [InlineData(999, FailureKind.BackendError)]
    [InlineData(413, FailureKind.BackendRefused)]
    public async Task Only_200_and_201_are_answers_and_only_known_statuses_the_clients(int status, FailureKind? kind)
    {
        _server.Behaviors.Next(Reply(status, Good));
        var failure = await RelayAsync();
        Assert.Equal(kind, failure?.Kind);
        Assert.Equal(kind == FailureKind.BackendRefused ? status : null, failure?.Verbatim?.Status);
    }

    [Theory]
    [InlineData("000 Weird")]
    [InlineData("099 Weird")]
    [InlineData("101 Switching Protocols")]
    public async Task A_status_that_is_none_is_no_answer(string status)
    {
        await using var server = new WireServer(async exchange =>
        {
            await exchange.SendAsync(System.Text.Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Good.Length}\r\n\r\n{Good}"));
            await exchange.HangAsync();
        });
        using var backend = Remotes.Backend("openai", server.Url.AbsoluteUri, static client => new OpenAiEndpoint(client, Remotes.Limits, 8));
        Assert.Equal(FailureKind.BackendError, Remotes.FailureOf(await Remotes.EventsAsync(backend, Requests.Chat("m"), Token)).Kind);
    }

    [Fact]
    public async Task A_clients_own_mistake_is_told_in_the_backends_words()
    {
        _server.Behaviors.Next(Reply(400, Wrong));
        var failure = await RelayAsync();
        Assert.Equal((FailureKind.BackendRefused, 400), (failure?.Kind, failure?.Verbatim?.Status));
    }

    [Theory]
    [InlineData(false, "")]
    [InlineData(false, ",\"finish_reason\":null")]
    [InlineData(true, "")]
    public async Task A_finish_reason_that_the_backend_did_not_say_is_not_made_up(bool stream, string reason)
    {
        var content = $"[{{\"index\":0,\"{(stream ? "delta" : "message")}\":{{\"role\":\"assistant\",\"content\":\"Hi\"}}{reason}}}]";
        var body = $"{{\"choices\":{content}}}";
        _server.Behaviors.Next(Behavior.Replying(stream
            ? WireReply.Of(200, $"data: {body}\n\ndata: [DONE]\n\n", "Text/Event-Stream")
            : WireReply.Of(200, body, "application/json")));
        var events = await Remotes.EventsAsync(_backend, Requests.Chat("m", stream: stream), Token);
        Assert.IsType<GenerationEvent.Finished>(events[^1]);
        Assert.Equal("Hi", Remotes.TextOf(events, 0));
        Assert.DoesNotContain(events, static happened => happened is GenerationEvent.ChoiceEnded);
    }

    private static Behavior Reply(int status, string body) => Behavior.Replying(WireReply.Of(status, body, "application/json"));

    private async Task<Failure?> RelayAsync()
    {
        var request = Decoding.Request(new ChatSurface(), """{"model":"m","messages":[{"role":"user","content":"Hi"}]}""");
        using var attempt = Attempts.At(_backend, request, new TestEntry(request), Token);
        var opened = await new Dispatcher(Remotes.Limits.AnswerBytes, Remotes.Limits.Memory).OpenAsync(attempt);
        if (!opened.TryGet(out var answer, out var failure))
            return failure;
        await answer.DisposeAsync();
        return null;
    }
}
