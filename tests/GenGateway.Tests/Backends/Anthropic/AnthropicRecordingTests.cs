namespace GenGateway.Tests.Backends.Anthropic;

/// <summary>What servers of Anthropic's protocol were seen to answer, read in both lanes and in every packaging.</summary>
public sealed class AnthropicRecordingTests
{
    public static TheoryData<string> Answers =>
    [
        .. RecordedAnswer.Of("ollama", "llama-server", "client-anthropic")
            .Where(static recorded => recorded is { Status: 200, Target: "/v1/messages" })
            .Select(static recorded => recorded.Name),
    ];

    [Fact]
    public void The_recordings_are_there() => Assert.True(Answers.Count >= 8, $"{Answers.Count} recordings were found.");

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_means_the_same_wherever_its_packets_end_and_in_either_lane(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var whole = await AnthropicLanes.TranslateAsync([recorded.Body], recorded.IsStream);
        Assert.Equal(whole.Tally, await AnthropicLanes.RelayAsync([recorded.Body], recorded.IsStream));
        foreach (var packets in Splits.Of(recorded.Body))
        {
            byte[][] same = [.. packets];
            Assert.Equivalent(whole, await AnthropicLanes.TranslateAsync(same, recorded.IsStream), strict: true);
            Assert.Equal(whole.Tally, await AnthropicLanes.RelayAsync(same, recorded.IsStream));
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_damaged_answer_gives_events_or_a_failure_and_no_exception(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        for (var seed = 0; seed < 60; seed++)
        {
            var damaged = Splits.Damaged(recorded.Body, new Random(seed));
            await AnthropicLanes.TranslateAsync([damaged], recorded.IsStream);
            await AnthropicLanes.RelayAsync([damaged], recorded.IsStream);
        }
    }

    [Theory]
    [InlineData("llama-server/anthropic-messages-stream", "3 deltas", "PromptTokens = 93, CompletionTokens = 3", "Length")]
    [InlineData("llama-server/think-anthropic-stream", "12 deltas", "PromptTokens = 23, CompletionTokens = 15", "Stop")]
    [InlineData("llama-server/tools-anthropic", "1 deltas", "PromptTokens = 508, CompletionTokens = 9", "ToolCalls")]
    [InlineData("ollama/v1-messages", "1 deltas", "PromptTokens = 46, CompletionTokens = 12", "Stop")]
    [InlineData("ollama/v1-messages-stream", "11 deltas", "PromptTokens = 46, CompletionTokens = 12", "Stop")]
    [InlineData("ollama/v1-messages-think", "1 deltas", "PromptTokens = 23, CompletionTokens = 15", "Stop")]
    public async Task What_an_answer_cost_and_why_it_ended_is_known(string name, string deltas, string usage, string reason)
    {
        var recorded = RecordedAnswer.Load(name);
        var run = await AnthropicLanes.TranslateAsync([recorded.Body], recorded.IsStream);
        Assert.StartsWith(deltas, run.Tally, StringComparison.Ordinal);
        Assert.Contains(usage, run.Tally, StringComparison.Ordinal);
        Assert.Contains($"ChoiceEnded {{ Choice = 0, Reason = {reason} }}", run.Events);
        Assert.Equal("Finished { }", run.Last);
    }

    [Fact]
    public async Task Blocks_that_overlap_are_told_apart()
    {
        var recorded = RecordedAnswer.Load("llama-server/think-anthropic-stream");
        var run = await AnthropicLanes.TranslateAsync([recorded.Body], stream: true);
        Assert.Equal("Okay, the user greets me.\n", Joined(run, "ReasoningDelta"));
        Assert.Equal("Hello there! How are you?", Joined(run, "TextDelta"));
        // llama-server signs with nothing.
        Assert.DoesNotContain(run.Events, static happened => happened.StartsWith("ReasoningSigned", StringComparison.Ordinal));
    }

    private static string Joined(AnswerRun run, string kind) =>
        string.Concat(run.Events.Where(happened => happened.StartsWith($"{kind} ", StringComparison.Ordinal)).Select(static happened => happened[(happened.IndexOf("Text = ", StringComparison.Ordinal) + 7)..^2]));
}
