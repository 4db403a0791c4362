using System.Text;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>How a stream ends, and what of its end the client gets.</summary>
public sealed class StreamRelayTests
{
    private const string Hi = """data: {"choices":[{"index":0,"delta":{"content":"Hi"},"finish_reason":null}]}""";
    private const string End = """data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";
    private const string Done = "data: [DONE]";

    [Theory]
    [InlineData($"{Hi}\n\n{End}", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\n{End}\n", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\r\r{End}\r", $"{Hi}\r\r{End}\r\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\n{End}\n\n{Done}", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\n{End}\n\n{Done}\n", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\n{End}\n\ndata:  [DONE] \n\n", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\n{End}\n\nevent: foo", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\n{End}\n\ndata: {{\"usa", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\ndata: {{}}\n\n{End}\n\n{Done}\n\n", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($"{Hi}\n\ndata:\n\n{End}\n\n{Done}\n\n", $"{Hi}\n\n{End}\n\n{Done}\n\n")]
    [InlineData($": ping\n\n{Hi}\n\n{End}\n\n{Done}\n\n", $": ping\n\n{Hi}\n\n{End}\n\n{Done}\n\n")]
    public async Task A_whole_answer_ends_with_one_terminator_that_is_an_event_of_its_own(string body, string relayed)
    {
        var answer = await RelayedStream.OfAsync(body);
        Assert.Equal((relayed, null, true), (answer.Bytes, answer.Failure, answer.IsFinished));
    }

    [Theory]
    [InlineData($"{Hi}\n\n{Hi}\n", $"{Hi}\n\n{Hi}\n\n")]
    [InlineData($"{Hi}\n\n{Hi}", $"{Hi}\n\n{Hi}\n\n")]
    [InlineData($"{Hi}\n\nevent: foo", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\nevent: foo\n", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\n: pi", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\n{{\"error\":{{\"message\":\"x\"}}}}", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\n{{\"detail\":\"x\"}}\n\n", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\ndata: {{\"choices\":[{{\"del", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\nevent: error\ndata: {{\"message\":\"x\"}}\n\n{Done}\n\n", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\n{End}\n\nevent: error\ndata: {{\"message\":\"x\"}}\n\n{Done}\n\n", $"{Hi}\n\n{End}\n\n")]
    [InlineData($"{Hi}\n\ndata: {{\"object\":\"error\",\"message\":\"x\"}}\n\n{Done}\n\n", $"{Hi}\n\n")]
    [InlineData($"{Hi}\n\ndata: {{\"choices\":[null]}}\n\n{Done}\n\n", $"{Hi}\n\n")]
    public async Task What_is_told_behind_a_broken_answer_begins_an_event_of_its_own(string body, string relayed)
    {
        var answer = await RelayedStream.OfAsync(body);
        Assert.Equal((relayed, FailureKind.BackendError, false), (answer.Bytes, answer.Failure?.Kind, answer.IsFinished));
    }

    [Theory]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"Hi"}}],"error":{"message":"x"}}""")]
    [InlineData("""data: {"choices":[{"index":0,"delta":{"content":"Hi"}},null]}""")]
    public async Task Content_that_came_with_what_broke_the_answer_commits_nobody(string first)
    {
        using var attempt = AnswerRun.Attempt(RelayedStream.Request());
        using var body = new PacketStream([Encoding.UTF8.GetBytes($"{first}\n\n")]);
        await using var relay = new StreamRelay(new HttpResponseMessage(), body, attempt, 1 << 20);
        Assert.Equal(FailureKind.BackendError, (await relay.CommitAsync())?.Kind);
    }

    [Theory]
    [InlineData($"{Hi}\n\n{End}\n\n", "", true)]
    [InlineData($"{Hi}\n\n{End}\n\ndata: {{\"usa", "", true)]
    [InlineData($"{Hi}\n\n", "", false)]
    [InlineData($"{Hi}\n\n{End}\n\n", ",\"n\":2", false)]
    public async Task A_reset_behind_all_finish_reasons_breaks_nothing(string body, string more, bool isWhole)
    {
        var answer = await RelayedStream.OfAsync(body, new IOException("reset"), more);
        Assert.Equal((isWhole, isWhole, isWhole), (answer.Failure is null, answer.IsFinished, answer.Bytes.EndsWith($"{End}\n\n{Done}\n\n", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Silence_behind_all_finish_reasons_breaks_nothing()
    {
        var clock = new ManualClock();
        var request = RelayedStream.Request();
        using var attempt = Attempts.At(new PlayedBackend("upstream"), request, new TestEntry(request), TestContext.Current.CancellationToken, clock);
        using var body = new StalledStream(Encoding.UTF8.GetBytes($"{Hi}\n\n{End}\n\n"));

        var reading = RelayedStream.OfAsync(body, attempt);
        await body.Stalls.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(attempt.Candidate.Deadlines.BetweenTokens + TimeSpan.FromSeconds(10));
        var answer = await reading;
        Assert.Equal(($"{Hi}\n\n{End}\n\n{Done}\n\n", null, true), (answer.Bytes, answer.Failure, answer.IsFinished));
    }
}
