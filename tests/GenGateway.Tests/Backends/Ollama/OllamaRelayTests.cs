using System.Text;
using GenGateway.Errors;

namespace GenGateway.Tests.Backends.Ollama;

/// <summary>What of Ollama's answers passes to its own clients, and that both lanes count the same.</summary>
public sealed class OllamaRelayTests
{
    private const string Hi = """{"model":"other","message":{"role":"assistant","content":"Hi"},"done":false}""";
    private const string Shown = """{"model":"m","message":{"role":"assistant","content":"Hi"},"done":false}""";
    private const string End = """{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"stop"}""";

    public static TheoryData<string> Answers => OllamaRecordingTests.Answers;

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Both_lanes_count_the_same_wherever_the_packets_end(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        var translated = await OllamaAnswers.ReadAsync([recorded.Body], recorded.IsStream);
        foreach (var packets in Splits.Of(recorded.Body).Prepend([recorded.Body]))
        {
            var tally = recorded.IsStream ? (await OllamaLanes.RelayAsync(packets)).Tally : (await OllamaLanes.RelayWholeAsync(packets)).Tally;
            Assert.Equal(translated.Tally, tally);
        }
    }

    [Theory]
    [InlineData("chat-stream")]
    [InlineData("chat-tools2-stream")]
    [InlineData("chat-think-stream")]
    [InlineData("generate-stream")]
    public async Task A_stream_passes_as_it_came_but_for_the_models_name(string name)
    {
        var recorded = RecordedAnswer.Load($"ollama/{name}");
        var (answer, _) = await OllamaLanes.RelayAsync(recorded.Body.Chunk(7));
        var model = Encoding.UTF8.GetString(recorded.Body).Split('"')[3];
        Assert.Equal(Encoding.UTF8.GetString(recorded.Body).Replace($"{{\"model\":\"{model}\"", "{\"model\":\"m\"", StringComparison.Ordinal), answer.Bytes);
        Assert.Equal((null, true), (answer.Failure, answer.IsFinished));
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_damaged_answer_is_relayed_or_fails_and_never_throws(string name)
    {
        var recorded = RecordedAnswer.Load(name);
        for (var seed = 0; seed < 60; seed++)
        {
            byte[][] packets = [Splits.Damaged(recorded.Body, new Random(seed))];
            await (recorded.IsStream ? (Task)OllamaLanes.RelayAsync(packets) : OllamaLanes.RelayWholeAsync(packets));
        }
    }

    [Theory]
    [InlineData($"{Hi}\n{End}\n", $"{Shown}\n{End}\n")]
    [InlineData($"{Hi}\r\n\r\n{End}", $"{Shown}\r\n{End}\n")]
    [InlineData($"{Hi}\n{End}\n{{\"late\":true}}\n", $"{Shown}\n{End}\n")]
    public async Task The_line_that_is_done_ends_it(string body, string relayed)
    {
        var (answer, _) = await OllamaLanes.RelayAsync([Encoding.UTF8.GetBytes(body)]);
        Assert.Equal((relayed, null, true), (answer.Bytes, answer.Failure, answer.IsFinished));
    }

    [Theory]
    [InlineData($"{Hi}\n{Hi}\n", $"{Shown}\n{Shown}\n")]
    [InlineData($"{Hi}\n{Hi}", $"{Shown}\n{Shown}\n")]
    [InlineData($"{Hi}\n{{\"error\":\"secret words\"}}\n", $"{Shown}\n")]
    [InlineData($"{Hi}\n<html>\n{End}\n", $"{Shown}\n")]
    [InlineData($"{Hi}\n{{\"model\":\"m\",\"mess", $"{Shown}\n")]
    public async Task What_breaks_an_answer_never_reaches_the_client(string body, string relayed)
    {
        var (answer, _) = await OllamaLanes.RelayAsync([Encoding.UTF8.GetBytes(body)]);
        Assert.Equal((relayed, FailureKind.BackendError, false), (answer.Bytes, answer.Failure?.Kind, answer.IsFinished));
        Assert.DoesNotContain("secret", answer.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"error\":\"x\"}")]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"model":"m","message":{"role":"assistant","content":""},"done":true,"done_reason":"load"}""")]
    public async Task An_answer_that_is_none_fails_before_anything_was_told(string body)
    {
        Assert.Equal(FailureKind.BackendError, (await OllamaLanes.RelayAsync([Encoding.UTF8.GetBytes(body)])).Stream.Failure?.Kind);
        Assert.Equal(FailureKind.BackendError, (await OllamaLanes.RelayWholeAsync([Encoding.UTF8.GetBytes(body)])).Answer.Failure?.Kind);
    }

    [Fact]
    public async Task A_reset_before_the_end_breaks_the_answer()
    {
        var (answer, _) = await OllamaLanes.RelayAsync([Encoding.UTF8.GetBytes($"{Hi}\n")], new IOException("reset"));
        Assert.Equal(($"{Shown}\n", FailureKind.BackendError), (answer.Bytes, answer.Failure?.Kind));
    }

    [Theory]
    [InlineData("""["a","b"]""", true)]
    [InlineData("""["a"]""", false)]
    [InlineData("""["a","b","c"]""", false)]
    [InlineData("\"a\"", false)]
    public async Task There_is_a_vector_for_each_input_or_no_answer(string input, bool isAnswer)
    {
        var (answer, tally) = await OllamaLanes.RelayWholeAsync(["""{"model":"m","embeddings":[[1,2],[3,4]],"prompt_eval_count":2}"""u8.ToArray()], vectors: true, input);
        Assert.Equal(isAnswer, answer.Failure is null);
        Assert.Contains($"finished {isAnswer}", tally, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vectors_pass_as_they_came_but_for_the_models_name()
    {
        var recorded = RecordedAnswer.Load("ollama/embed-two");
        var (answer, tally) = await OllamaLanes.RelayWholeAsync(recorded.Body.Chunk(5), vectors: true);
        Assert.Equal(Encoding.UTF8.GetString(recorded.Body).Replace("tiny-embed", "m", StringComparison.Ordinal), answer.Bytes);
        Assert.Equal("2 deltas, 0 bytes, 0 choices, 0 ended, finished True, Usage { PromptTokens = 8, CompletionTokens = 0, TotalTokens = 8, CachedTokens = , CacheWriteTokens = , ReasoningTokens = , Source = Reported }, ", tally);
    }

    [Theory]
    [InlineData("""{"model":"m"}""")]
    [InlineData("""{"embeddings":[[]]}""")]
    [InlineData("""{"embeddings":[[1,"a"]]}""")]
    [InlineData("""{"embeddings":[[1]""")]
    [InlineData("""{"embeddings":[[1e999]]}""")]
    [InlineData("""{"error":"x","embeddings":[]}""")]
    [InlineData("")]
    public async Task What_is_no_list_of_vectors_is_no_answer(string body) =>
        Assert.Equal(FailureKind.BackendError, (await OllamaLanes.RelayWholeAsync([Encoding.UTF8.GetBytes(body)], vectors: true)).Answer.Failure?.Kind);

    [Fact]
    public async Task Probabilities_are_read_where_they_are_told()
    {
        var run = await OllamaAnswers.ReadAsync([RecordedAnswer.Load("ollama/generate-logprobs").Body], stream: false);
        Assert.StartsWith("TextDelta { Choice = 0, Text = nx }", run.Events[0], StringComparison.Ordinal);
        Assert.StartsWith("LogprobsDelta", run.Events[1], StringComparison.Ordinal);
    }
}
