using System.Text;
using GenGateway.Backends.Ollama;
using GenGateway.Errors;

namespace GenGateway.Tests.Backends.Ollama;

/// <summary>What a running Ollama was seen to answer, in every packaging.</summary>
public sealed class OllamaRecordingTests
{
    public static TheoryData<string> Answers => [.. Native().Where(static recorded => recorded.Status == 200 && recorded.Target != "/api/embed").Select(static recorded => recorded.Name)];

    public static TheoryData<string> Errors => [.. Native().Where(static recorded => recorded.Status != 200).Select(static recorded => recorded.Name)];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_means_the_same_wherever_its_packets_end(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var whole = await OllamaAnswers.ReadAsync([recorded.Body], recorded.IsStream);
        foreach (var packets in Splits.Of(recorded.Body))
            Assert.Equivalent(whole, await OllamaAnswers.ReadAsync(packets, recorded.IsStream), strict: true);
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_damaged_answer_gives_events_or_a_failure_and_no_exception(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        for (var seed = 0; seed < 100; seed++)
            await OllamaAnswers.ReadAsync([Splits.Damaged(recorded.Body, new Random(seed))], recorded.IsStream, most: 1 << 16);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void An_error_is_told_in_our_own_words(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var failure = OllamaErrors.Judge("upstream", recorded.Status, recorded.Body);
        Assert.Contains("upstream", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("registry", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("tiny", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("nosuch", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("unmarshal", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("chat-unknown", FailureKind.ModelNotFound, "model", RetryAdvice.OtherCandidate)]
    [InlineData("generate-unknown", FailureKind.ModelNotFound, "model", RetryAdvice.OtherCandidate)]
    [InlineData("chat-tools-unsupported", FailureKind.InvalidValue, "tools", RetryAdvice.Never)]
    [InlineData("chat-think-unsupported", FailureKind.InvalidValue, "reasoning_effort", RetryAdvice.Never)]
    [InlineData("chat-embedding-model", FailureKind.InvalidValue, "model", RetryAdvice.Never)]
    [InlineData("generate-images", FailureKind.InvalidValue, "messages", RetryAdvice.Never)]
    [InlineData("generate-overflow-no-truncate", FailureKind.ContextLengthExceeded, null, RetryAdvice.Never)]
    [InlineData("generate-options-type", FailureKind.BackendRefused, null, RetryAdvice.Never)]
    [InlineData("generate-format-bad", FailureKind.BackendRefused, "response_format", RetryAdvice.Never)]
    [InlineData("generate-wrong-type", FailureKind.BackendRefused, null, RetryAdvice.Never)]
    [InlineData("queue-full-503", FailureKind.RateLimitExceeded, null, RetryAdvice.OtherCandidate)]
    public void An_error_is_the_fault_of_whom_it_is(string name, FailureKind kind, string? param, RetryAdvice retry)
    {
        var recorded = RecordedAnswer.Load($"ollama/{name}");
        var failure = OllamaErrors.Judge("upstream", recorded.Status, recorded.Body);
        Assert.Equal((kind, param, retry), (failure.Kind, failure.Param, failure.Retry));
    }

    [Theory]
    [InlineData(401, "", FailureKind.BackendError)]
    [InlineData(403, "", FailureKind.BackendError)]
    [InlineData(302, "", FailureKind.BackendError)]
    [InlineData(404, "404 page not found", FailureKind.BackendError)]
    [InlineData(408, "", FailureKind.BackendError)]
    [InlineData(429, "", FailureKind.RateLimitExceeded)]
    [InlineData(500, """{"error":"model requires more system memory (9 GiB) than is available"}""", FailureKind.BackendError)]
    [InlineData(500, "<html>", FailureKind.BackendError)]
    [InlineData(501, "", FailureKind.BackendRefused)]
    [InlineData(502, "", FailureKind.BackendError)]
    public void A_status_that_was_not_recorded_is_judged_too(int status, string body, FailureKind kind) =>
        Assert.Equal(kind, OllamaErrors.Judge("upstream", status, Encoding.UTF8.GetBytes(body)).Kind);

    [Theory]
    [InlineData("chat-stream", "Hello world, this is a fixed answer: é", "stop")]
    [InlineData("generate-stream", "Hello world, this is a fixed answer: é", "stop")]
    public async Task A_stream_is_its_text_its_end_and_its_usage(string name, string beginning, string reason)
    {
        var recorded = RecordedAnswer.Load($"ollama/{name}");
        var run = await OllamaAnswers.ReadAsync([recorded.Body], stream: true);
        Assert.Contains(beginning, run.Tally, StringComparison.Ordinal);
        Assert.Contains($"Reason = {reason}", run.Events[^3], StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("UsageReported", run.Events[^2], StringComparison.Ordinal);
        Assert.StartsWith("Finished", run.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tool_calls_come_whole_and_end_the_choice_as_such()
    {
        var run = await OllamaAnswers.ReadAsync([RecordedAnswer.Load("ollama/chat-tools2-stream").Body], stream: true);
        Assert.Contains("""ToolCallDelta { Choice = 0, Index = 0, Id = call_0ajpx6yy, Name = get_weather, Arguments = {"city":"Paris"} }""", run.Events);
        Assert.Contains("""ToolCallDelta { Choice = 0, Index = 1, Id = call_nrgddgp6, Name = get_time, Arguments = {"zone":"CET"} }""", run.Events);
        Assert.Contains("ChoiceEnded { Choice = 0, Reason = ToolCalls }", run.Events);
    }

    [Fact]
    public async Task Thoughts_are_no_text()
    {
        var run = await OllamaAnswers.ReadAsync([RecordedAnswer.Load("ollama/chat-think-high").Body], stream: false);
        Assert.Equal("ReasoningDelta { Choice = 0, Text = Okay, the user greets me.\n }", run.Events[0]);
        Assert.Equal("TextDelta { Choice = 0, Text = Hello there! How are you? }", run.Events[1]);
    }

    [Fact]
    public async Task A_runner_that_dies_in_mid_stream_breaks_the_answer()
    {
        var run = await OllamaAnswers.ReadAsync([RecordedAnswer.Load("ollama/runner-killed-stream").Body], stream: true);
        Assert.StartsWith("Failed BackendError", run.Last, StringComparison.Ordinal);
        Assert.Contains("finished False", run.Tally, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_without_its_last_line_broke_however_cleanly_it_ended()
    {
        var run = await OllamaAnswers.ReadAsync(["""{"message":{"role":"assistant","content":"Hel"},"done":false}"""u8.ToArray(), "\n"u8.ToArray()], stream: true);
        Assert.Equal("Failed BackendError: Backend 'upstream' ended its answer before the answer's end.", run.Last);
    }

    [Fact]
    public async Task Unknown_usage_is_absent_and_line_ends_may_be_of_either_kind()
    {
        var run = await OllamaAnswers.ReadAsync(["{\"response\":\"a\",\"done\":false}\r\n\r\n{\"response\":\"\",\"done\":true}"u8.ToArray()], stream: true);
        Assert.Equal(["TextDelta { Choice = 0, Text = a }", "Finished { }"], run.Events);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\t \r")]
    [InlineData("")]
    public async Task A_line_of_blanks_says_nothing(string blanks)
    {
        var run = await OllamaAnswers.ReadAsync([Encoding.UTF8.GetBytes($"{blanks}\n{{\"response\":\"a\",\"done\":false}}\n{blanks}\n{{\"response\":\"\",\"done\":true}}\n{blanks}")], stream: true);
        Assert.Equal(["TextDelta { Choice = 0, Text = a }", "Finished { }"], run.Events);
    }

    [Fact]
    public async Task A_line_beyond_the_limit_is_a_failure_that_names_it()
    {
        var line = Encoding.UTF8.GetBytes($$"""{"response":"{{new string('x', 200_000)}}","done":true}""");
        var run = await OllamaAnswers.ReadAsync([line], stream: true, most: 100_000);
        Assert.Contains("limits.event_bytes (100000)", run.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_character_is_mended()
    {
        var run = await OllamaAnswers.ReadAsync(["""{"response":"a\ud800b","done":true}"""u8.ToArray()], stream: true);
        Assert.Equal("TextDelta { Choice = 0, Text = a\uFFFDb }", run.Events[0]);
    }

    private static IEnumerable<RecordedAnswer> Native() => RecordedAnswer.Of("ollama").Where(static recorded => recorded.Target.StartsWith("/api/", StringComparison.Ordinal));
}
