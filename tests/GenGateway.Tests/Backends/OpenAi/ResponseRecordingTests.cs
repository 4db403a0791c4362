using GenGateway.Tests.Surfaces.Responses;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>What running servers were seen to answer at <c>/v1/responses</c>, relayed in every packaging.</summary>
public sealed class ResponseRecordingTests
{
    public static TheoryData<string> Answers =>
    [
        .. RecordedAnswer.Of("ollama", "llama-server")
            .Where(static recorded => recorded is { Status: 200, Target: "/v1/responses" })
            .Select(static recorded => recorded.Name),
    ];

    [Fact]
    public void The_recordings_are_there() => Assert.True(Answers.Count >= 6, $"{Answers.Count} recordings were found.");

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_means_the_same_wherever_its_packets_end(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var whole = await ResponseLanes.ReadAsync([recorded.Body], recorded.IsStream);
        Assert.Contains("finished True", whole, StringComparison.Ordinal);
        foreach (var packets in Splits.Of(recorded.Body))
            Assert.Equal(whole, await ResponseLanes.ReadAsync(packets, recorded.IsStream));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_damaged_answer_gives_an_answer_or_a_failure_and_no_exception(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        for (var seed = 0; seed < 60; seed++)
            await ResponseLanes.ReadAsync([Splits.Damaged(recorded.Body, new Random(seed))], recorded.IsStream);
    }

    [Theory]
    [InlineData("llama-server/responses", "1 deltas, 14 bytes", "PromptTokens = 93, CompletionTokens = 4", "CachedTokens = 92")]
    [InlineData("llama-server/responses-stream", "3 deltas, 12 bytes", "PromptTokens = 93, CompletionTokens = 3", "CachedTokens = 92")]
    [InlineData("llama-server/tools-responses-stream", "5 deltas, 0 bytes", "PromptTokens = 507, CompletionTokens = 9", "CachedTokens = 268")]
    [InlineData("ollama/v1-responses", "1 deltas, 51 bytes", "PromptTokens = 46, CompletionTokens = 12", "CachedTokens = 0")]
    [InlineData("ollama/v1-responses-stream", "11 deltas, 51 bytes", "PromptTokens = 46, CompletionTokens = 12", "CachedTokens = 0")]
    [InlineData("ollama/v1-responses-think", "1 deltas, 25 bytes", "PromptTokens = 23, CompletionTokens = 15", "ReasoningTokens = 0")]
    public async Task What_an_answer_said_and_cost_is_known_and_it_is_kept(string name, string said, string usage, string detail)
    {
        var recorded = RecordedAnswer.Load(name);
        var keeper = new FakeKeeper();
        var request = await ResponseLanes.RequestAsync(recorded.IsStream, keeper: keeper);
        var tally = recorded.IsStream ? (await ResponseLanes.StreamAsync([recorded.Body], request)).Tally : (await ResponseLanes.WholeAsync([recorded.Body], request)).Tally;
        Assert.StartsWith(said, tally, StringComparison.Ordinal);
        Assert.Contains(usage, tally, StringComparison.Ordinal);
        Assert.Contains(detail, tally, StringComparison.Ordinal);
        Assert.StartsWith("resp_", Assert.Single(keeper.Kept).Id, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ollama/v1-responses-previous")]
    [InlineData("llama-server/responses")]
    [InlineData("llama-server/responses-stream")]
    [InlineData("ollama/v1-responses-stream")]
    public async Task Servers_that_keep_nothing_are_found_out(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var request = await ResponseLanes.RequestAsync(recorded.IsStream, "resp_x");
        var failure = recorded.IsStream ? (await ResponseLanes.StreamAsync([recorded.Body], request)).Answer.Failure : (await ResponseLanes.WholeAsync([recorded.Body], request)).Failure;
        Assert.Contains("without going on from previous_response_id", failure?.Message, StringComparison.Ordinal);
    }
}
