using System.Text;
using GenGateway.Backends.OpenAi;
using GenGateway.Errors;
using GenGateway.Tests.Journey;
using GenGateway.Tests.Surfaces;
using GenGateway.Tests.Surfaces.Responses;
using static GenGateway.Tests.Backends.OpenAi.ResponseStreams;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>What the relay makes of answers of the Responses API.</summary>
public sealed class ResponseRelayTests
{
    private const string Created = """{"type":"response.created","sequence_number":0,"response":{"id":"resp_1","status":"in_progress"}}""";
    private const string Hi = """{"type":"response.output_text.delta","sequence_number":1,"delta":"Hi"}""";
    private const string Done = """{"type":"response.completed","sequence_number":2,"response":{"id":"resp_1","status":"completed","output":[]}}""";
    private const string Whole = """{"id":"resp_1","object":"response","status":"completed","model":"m","output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}],"usage":{"input_tokens":3,"output_tokens":2}}""";

    [Fact]
    public async Task A_stream_passes_byte_for_byte_but_for_the_models_name_in_the_response_objects()
    {
        var keeper = new FakeKeeper();
        var (answer, tally) = await ResponseLanes.StreamAsync([Bytes(Rich)], await ResponseLanes.RequestAsync(stream: true, keeper: keeper));

        var renamed = Rich.Replace("\"status\":\"in_progress\",\"error\":null,\"model\":\"served\"", "\"status\":\"in_progress\",\"error\":null,\"model\":\"m\"", StringComparison.Ordinal)
            .Replace("\"model\" : \"served\"", "\"model\" : \"m\"", StringComparison.Ordinal);
        Assert.Equal((renamed, null, true), (answer.Bytes, answer.Failure, answer.IsFinished));
        Assert.Equal("8 deltas, 13 bytes, 1 choices, 1 ended, finished True, Usage { PromptTokens = 75, CompletionTokens = 1186, TotalTokens = 1261, CachedTokens = 32, CacheWriteTokens = 8, ReasoningTokens = 1024, Source = Reported }, Hé 日本No.", tally);
        var kept = Assert.Single(keeper.Kept);
        Assert.Equal(("resp_1", "studio", "upstream", 0), (kept.Id, kept.Key, kept.Backend, kept.Conversation.Length));
        var response = Completed[Completed.IndexOf("{\"id\"", StringComparison.Ordinal)..^1];
        Assert.Equal(response.Replace("\"model\" : \"served\"", "\"model\" : \"m\"", StringComparison.Ordinal), Encoding.UTF8.GetString(kept.Response.Span));
    }

    [Fact]
    public async Task A_stream_reads_the_same_wherever_its_packets_end()
    {
        var whole = await ResponseLanes.ReadAsync([Bytes(Rich)], stream: true);
        foreach (var packets in Splits.Of(Bytes(Rich)))
            Assert.Equal(whole, await ResponseLanes.ReadAsync(packets, stream: true));
    }

    [Fact]
    public async Task A_damaged_stream_gives_an_answer_or_a_failure_and_no_exception()
    {
        for (var seed = 0; seed < 300; seed++)
            await ResponseLanes.ReadAsync([Splits.Damaged(Bytes(Rich), new Random(seed))], stream: true);
    }

    [Fact]
    public async Task A_stream_without_its_last_event_broke_however_it_ended()
    {
        foreach (var end in (string[])["", "data: [DONE]\n\n", ": ping\n\n", "event: response.completed\ndata: {\"type\":\"resp"])
        {
            var (answer, _) = await ResponseLanes.StreamAsync([Bytes(Cut + end)], await ResponseLanes.RequestAsync(stream: true));
            Assert.Equal((FailureKind.BackendError, false), (answer.Failure?.Kind, answer.IsFinished));
            Assert.DoesNotContain("response.completed", answer.Bytes, StringComparison.Ordinal);
        }

        var reset = await ResponseLanes.StreamAsync([Bytes(Cut)], await ResponseLanes.RequestAsync(stream: true), new IOException("reset"));
        Assert.Equal(FailureKind.BackendError, reset.Answer.Failure?.Kind);
    }

    [Theory]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"server_error","message":"canary"}}}""", FailureKind.BackendError)]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"rate_limit_exceeded","message":"canary"}}}""", FailureKind.RateLimitExceeded)]
    [InlineData("""{"type":"response.failed","response":{"id":"resp_1","status":"failed","error":{"code":"invalid_image_url","message":"canary"}}}""", FailureKind.BackendRefused)]
    [InlineData("""{"type":"error","code":"server_error","message":"canary","param":null}""", FailureKind.BackendError)]
    [InlineData("""{"type":"error","error":{"type":"tokens","code":"rate_limit_exceeded","message":"canary"}}""", FailureKind.RateLimitExceeded)]
    [InlineData("""{"type":"response.completed","response":{"status":"failed","output":[]}}""", FailureKind.BackendError)]
    [InlineData("""{"type":"response.completed","response":{"status":"in_progress","output":[]}}""", FailureKind.BackendError)]
    [InlineData("""{"type":"response.completed"}""", FailureKind.BackendError)]
    [InlineData("""{"type":"response.output_text.delta","delta":{"text":"Hi"}}""", FailureKind.BackendError)]
    public async Task What_is_no_answer_reaches_nobody(string data, FailureKind kind)
    {
        var early = await ResponseLanes.StreamAsync([Bytes(Of(Created, data))], await ResponseLanes.RequestAsync(stream: true));
        Assert.Equal(("", kind), (early.Answer.Bytes, early.Answer.Failure?.Kind));
        var late = await ResponseLanes.StreamAsync([Bytes(Of(Created, Hi, data, Done))], await ResponseLanes.RequestAsync(stream: true));
        Assert.Equal((Of(Created, Hi), kind, false), (late.Answer.Bytes, late.Answer.Failure?.Kind, late.Answer.IsFinished));
    }

    [Fact]
    public async Task Silence_behind_the_first_content_breaks_the_answer()
    {
        var clock = new ManualClock();
        var request = await ResponseLanes.RequestAsync(stream: true);
        using var attempt = Attempts.At(new PlayedBackend("upstream"), request, new TestEntry(request), TestContext.Current.CancellationToken, clock);
        using var body = new StalledStream(Bytes(Of(Created, Hi)));
        await using var relay = new ResponseRelay(new HttpResponseMessage(), body, attempt, 1 << 20);

        var reading = RelayedStream.OfAsync(relay, attempt);
        await body.Stalls.WaitAsync(TestContext.Current.CancellationToken);
        clock.Advance(attempt.Candidate.Deadlines.BetweenTokens + TimeSpan.FromSeconds(10));
        var answer = await reading;
        Assert.Equal((Of(Created, Hi), FailureKind.Timeout, false), (answer.Bytes, answer.Failure?.Kind, answer.IsFinished));
    }

    [Fact]
    public async Task Events_that_say_nothing_stay_here_and_comments_pass()
    {
        var (answer, _) = await ResponseLanes.StreamAsync([Bytes($": ping\n\n{Of(Created, Hi)}data: {{}}\n\ndata:\n\n{Of(Done)}data: [DONE]\n\n")], await ResponseLanes.RequestAsync(stream: true));
        Assert.Equal((": ping\n\n" + Of(Created, Hi, Done), null, true), (answer.Bytes, answer.Failure, answer.IsFinished));
    }

    [Fact]
    public async Task A_last_event_without_its_blank_line_gets_one()
    {
        var (answer, _) = await ResponseLanes.StreamAsync([Bytes(Of(Created, Hi, Done)[..^2])], await ResponseLanes.RequestAsync(stream: true));
        Assert.Equal((Of(Created, Hi, Done), true), (answer.Bytes, answer.IsFinished));
    }

    [Fact]
    public async Task An_answer_that_comes_only_in_its_last_event_is_one()
    {
        var (answer, tally) = await ResponseLanes.StreamAsync([Bytes(Of(Created, $"{{\"type\":\"response.incomplete\",\"response\":{Whole.Replace("completed", "incomplete", StringComparison.Ordinal)}}}"))], await ResponseLanes.RequestAsync(stream: true));
        Assert.True(answer.IsFinished);
        Assert.StartsWith("1 deltas, 2 bytes, 1 choices, 1 ended, finished True, Usage { PromptTokens = 3, CompletionTokens = 2", tally, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_whole_answer_passes_byte_for_byte_and_is_kept_as_it_was_given()
    {
        var keeper = new FakeKeeper();
        var body = " " + Whole.Replace("\"m\"", "\"served\"", StringComparison.Ordinal).Replace(":[{", " : [ {", StringComparison.Ordinal) + "\n";
        var (text, failure, tally) = await ResponseLanes.WholeAsync([Bytes(body)], await ResponseLanes.RequestAsync(stream: false, keeper: keeper));
        Assert.Equal((body.Replace("\"served\"", "\"m\"", StringComparison.Ordinal), null), (text, failure));
        Assert.EndsWith(", Hi", tally, StringComparison.Ordinal);
        Assert.Equal(text, Encoding.UTF8.GetString(Assert.Single(keeper.Kept).Response.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"id":"resp_1","status":"completed"}""")]
    [InlineData("""{"id":"resp_1","status":"queued","output":[]}""")]
    [InlineData("""{"id":"resp_1","status":"completed","output":["x"]}""")]
    [InlineData("""{"id":"resp_1","status":"failed","error":{"code":"server_error"},"output":[]}""")]
    [InlineData("""{"id":"resp_1","status":"failed","output":[]}""")]
    [InlineData("""{"error":{"message":"x"}}""")]
    [InlineData("""{"id":"resp_1","status":"completed","output":[""")]
    public async Task A_whole_answer_that_is_none_fails(string body)
    {
        var keeper = new FakeKeeper();
        var (_, failure, _) = await ResponseLanes.WholeAsync([Bytes(body)], await ResponseLanes.RequestAsync(stream: false, keeper: keeper));
        Assert.Equal(FailureKind.BackendError, failure?.Kind);
        Assert.Empty(keeper.Kept);
    }

    [Theory]
    [InlineData(",\"previous_response_id\":\"resp_0\"", true)]
    [InlineData(",\"previous_response_id\":\"resp_\\u0030\"", true)]
    [InlineData(",\"previous_response_id\":\"resp_x\"", false)]
    [InlineData(",\"previous_response_id\":null", false)]
    [InlineData("", false)]
    public async Task An_answer_that_does_not_go_on_from_what_was_asked_is_a_failure_and_not_a_conversation_lost(string echo, bool isAnswer)
    {
        var (_, failure, tally) = await ResponseLanes.WholeAsync([Bytes(Whole[..^1] + echo + "}")], await ResponseLanes.RequestAsync(stream: false, "resp_0"));
        Assert.Equal(isAnswer ? null : "previous_response_id", failure?.Param);
        Assert.Equal(isAnswer, tally.EndsWith(", Hi", StringComparison.Ordinal));

        var stream = Of(Created[..^2] + echo + "}}", Hi, Done);
        var (answer, _) = await ResponseLanes.StreamAsync([Bytes(stream)], await ResponseLanes.RequestAsync(stream: true, "resp_0"));
        Assert.Equal(isAnswer ? (stream, null) : ("", "previous_response_id"), (answer.Bytes, answer.Failure?.Param));

        var (headless, _) = await ResponseLanes.StreamAsync([Bytes(Of(Hi, Done))], await ResponseLanes.RequestAsync(stream: true, "resp_0"));
        Assert.Equal("previous_response_id", headless.Failure?.Param);
    }
}
