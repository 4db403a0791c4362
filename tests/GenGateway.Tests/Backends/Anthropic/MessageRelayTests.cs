using GenGateway.Backends.Anthropic;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>What the client of a relayed stream gets, and how such a stream ends.</summary>
public sealed class MessageRelayTests
{
    private const string Head = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_1","model":"claude-upstream","content":[],"usage":{"input_tokens":1,"output_tokens":1}}}


        """;

    private const string Hi = """
        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}}


        """;

    private const string End = """
        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":3}}


        """;

    private const string Stop = """
        event: message_stop
        data: {"type":"message_stop"}


        """;

    private const string Ping = "event: ping\ndata: {\"type\": \"ping\"}\n\n";

    private static readonly string Shown = Head.Replace("claude-upstream", "m", StringComparison.Ordinal);

    [Theory]
    [InlineData(Hi + End + Stop, Hi + End + Stop)]
    [InlineData(Ping + Hi + Ping + End + Ping + Stop, Ping + Hi + Ping + End + Ping + Stop)]
    [InlineData(Hi + End, Hi + End + Stop)]
    [InlineData(Hi + End + "event: message_stop\ndata: {\"type\":\"message_stop\"}", Hi + End + Stop)]
    [InlineData(Hi + End + "event: message_stop\ndata: {\"ty", Hi + End + Stop)]
    [InlineData(": comment\n\n" + Hi + "data: {}\n\n" + End + Stop, ": comment\n\n" + Hi + End + Stop)]
    [InlineData("event: later\ndata: {\"type\":\"later\"}\n\n" + Hi + End + Stop, "event: later\ndata: {\"type\":\"later\"}\n\n" + Hi + End + Stop)]
    [InlineData(Hi + Stop, Hi + Stop)]
    public async Task A_whole_answer_passes_with_the_clients_name_of_the_model_and_one_terminator(string body, string relayed)
    {
        var answer = await AnthropicLanes.RelayedAsync(Head + body);
        Assert.Equal((Shown + relayed, null, true), answer);
    }

    [Fact]
    public async Task A_connection_that_breaks_behind_the_reason_of_the_end_takes_nothing_away() =>
        Assert.Equal((Shown + Hi + End + Stop, null, true), await AnthropicLanes.RelayedAsync(Head + Hi + End, new IOException("reset")));

    [Theory]
    [InlineData("", FailureKind.BackendError)]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}\n\n", FailureKind.BackendError)]
    [InlineData("data: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"x\"}}\n\n", FailureKind.NoHealthyBackends)]
    [InlineData("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"x\"}}\n\n", FailureKind.RateLimitExceeded)]
    [InlineData("event: error\ndata: oh no\n\n", FailureKind.BackendError)]
    [InlineData("event: error\n\n", FailureKind.BackendError)]
    [InlineData("data: {\"type\":\"content_block_del\n\n", FailureKind.BackendError)]
    [InlineData("data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"text\":7}}\n\n", FailureKind.BackendError)]
    [InlineData("data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":[]}\n\n", FailureKind.BackendError)]
    public async Task What_breaks_an_answer_never_reaches_the_client(string rest, FailureKind kind)
    {
        var answer = await AnthropicLanes.RelayedAsync(Head + Hi + rest);
        Assert.Equal((Shown + Hi, kind, false), (answer.Bytes, answer.Failure?.Kind, answer.IsFinished));
    }

    [Theory]
    [InlineData(Head)]
    [InlineData(Head + Ping)]
    [InlineData(Head + Stop)]
    [InlineData(Hi + End + Stop)]
    [InlineData(Head + "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"api_error\",\"message\":\"x\"}}\n\n")]
    public async Task An_answer_without_content_and_end_commits_nobody(string body)
    {
        var answer = await AnthropicLanes.RelayedAsync(body);
        Assert.Equal(("", RetryAdvice.OtherCandidate, false), (answer.Bytes, answer.Failure?.Retry, answer.IsFinished));
    }

    [Fact]
    public void Nothing_is_allocated_for_an_event()
    {
        var state = new MessageState(new Tally(TimeProvider.System), 0);
        var data = Hi.Split("data: ")[1].TrimEnd();
        var json = System.Text.Encoding.UTF8.GetBytes(data);
        Assert.True(MessageReader.TryReadEvent(json, state, out _));
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
            MessageReader.TryReadEvent(json, state, out _);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task A_refusal_without_a_word_is_an_answer() =>
        Assert.Equal((Shown + End + Stop, null, true), await AnthropicLanes.RelayedAsync(Head + End + Stop));
}
