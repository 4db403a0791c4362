using System.Text;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Surfaces;

namespace GenGateway.Tests.Backends.OpenAi;

/// <summary>What running servers of OpenAI's protocol were seen to answer, read in both lanes and in every packaging.</summary>
public sealed class OpenAiRecordingTests
{
    public static TheoryData<string> Answers =>
    [
        .. RecordedAnswer.Of("ollama", "llama-server", "litellm-proxy")
            .Where(static recorded => recorded.Status == 200 && recorded.Target.EndsWith("completions", StringComparison.Ordinal) && OpenAiLanes.Request(recorded) is not null)
            .Select(static recorded => recorded.Name),
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task An_answer_means_the_same_wherever_its_packets_end_and_in_either_lane(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var request = OpenAiLanes.Request(recorded)!;
        var whole = await OpenAiLanes.TranslateAsync(request, [recorded.Body], recorded.IsStream);
        Assert.Equal(whole.Tally, await OpenAiLanes.RelayAsync(request, [recorded.Body], recorded.IsStream));
        foreach (var packets in Splits.Of(recorded.Body))
        {
            byte[][] same = [.. packets];
            Assert.Equivalent(whole, await OpenAiLanes.TranslateAsync(request, same, recorded.IsStream), strict: true);
            Assert.Equal(whole.Tally, await OpenAiLanes.RelayAsync(request, same, recorded.IsStream));
        }
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_damaged_answer_gives_events_or_a_failure_and_no_exception(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var request = OpenAiLanes.Request(recorded)!;
        for (var seed = 0; seed < 60; seed++)
            await OpenAiLanes.TranslateAsync(request, [Splits.Damaged(recorded.Body, new Random(seed))], recorded.IsStream);
    }

    [Fact]
    public async Task Fragments_of_calls_keep_their_call()
    {
        var recorded = RecordedAnswer.Load("llama-server/tools-text-then-calls-stream");
        var run = await OpenAiLanes.TranslateAsync(OpenAiLanes.Request(recorded)!, [recorded.Body], stream: true);
        Assert.Equal(
            [0, 1, 2, 3],
            Enumerable.Range(0, 9).Where(index => run.Events.Count(happened => happened.Contains($"Index = {index}, Id = ", StringComparison.Ordinal) && happened.Contains("Name = get_weather", StringComparison.Ordinal)) == 1));
        Assert.Equal(1, run.Events.Count(static happened => happened.Contains("Index = 1, Id = , Name = , Arguments =  \"Paris\" }", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("llama-server/think-stream")]
    [InlineData("ollama/v1-chat-think-stream")]
    public async Task Thoughts_are_known_by_either_name(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var run = await OpenAiLanes.TranslateAsync(OpenAiLanes.Request(recorded)!, [recorded.Body], stream: true);
        Assert.Contains(run.Events, static happened => happened.StartsWith("ReasoningDelta", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ollama/runner-killed-v1-stream")]
    [InlineData("litellm-proxy/stream-error-event")]
    public async Task A_stream_without_an_end_broke(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var run = await OpenAiLanes.TranslateAsync(OpenAiLanes.Request(recorded)!, [recorded.Body], stream: true);
        Assert.StartsWith("Failed BackendError", run.Last, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Servers_that_number_no_calls_or_all_alike_are_understood()
    {
        var run = await StreamAsync(
            """{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":"{}"}},{"index":0,"id":"b","function":{"name":"g","arguments":{"x":1}}}]}}]}""",
            """{"choices":[{"delta":{"tool_calls":[{"id":"c","function":{"name":"h","arguments":"{"}},{"function":{"arguments":"}"}}]},"finish_reason":"tool_calls"}]}""");
        Assert.Equal(
            [
                "ToolCallDelta { Choice = 0, Index = 0, Id = a, Name = f, Arguments = {} }",
                """ToolCallDelta { Choice = 0, Index = 1, Id = b, Name = g, Arguments = {"x":1} }""",
                "ToolCallDelta { Choice = 0, Index = 2, Id = c, Name = h, Arguments = { }",
                "ToolCallDelta { Choice = 0, Index = 2, Id = , Name = , Arguments = } }",
                "ChoiceEnded { Choice = 0, Reason = ToolCalls }",
                "Finished { }",
            ],
            run.Events);
    }

    [Fact]
    public async Task More_choices_than_were_asked_for_are_no_answer()
    {
        var run = await StreamAsync("""{"choices":[{"index":1,"delta":{"content":"a"}}]}""");
        Assert.Contains("more choices than the 1", run.Last, StringComparison.Ordinal);
    }

    private static Task<AnswerRun> StreamAsync(params string[] frames)
    {
        var request = Decoding.Request(new ChatSurface(), """{"messages":[{"role":"user","content":"Hi"}],"stream":true}""");
        var body = string.Concat(frames.Append("[DONE]").Select(static frame => $"data: {frame}\n\n"));
        return OpenAiLanes.TranslateAsync(request, [Encoding.UTF8.GetBytes(body)], stream: true);
    }
}
