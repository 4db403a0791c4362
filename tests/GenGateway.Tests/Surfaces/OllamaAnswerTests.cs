using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Ollama;

namespace GenGateway.Tests.Surfaces;

/// <summary>Answers as Ollama's clients read them.</summary>
public sealed class OllamaAnswerTests
{
    private const string Ask = """{"model":"tiny-chat","messages":[{"role":"user","content":"Hi"}]}""";
    private const string AskWhole = """{"model":"tiny-chat","messages":[{"role":"user","content":"Hi"}],"stream":false}""";
    private const string Head = """{"model":"tiny-chat","created_at":"2026-10-01T12:00:00Z",""";

    private static readonly OllamaChatSurface Chat = new();
    private static readonly OllamaGenerateSurface Generate = new();

    [Fact]
    public void A_stream_is_a_line_for_each_piece_and_one_that_is_done() => Assert.Equal(
        $$"""
        {{Head}}"message":{"role":"assistant","content":"","thinking":"Hm"},"done":false}
        {{Head}}"message":{"role":"assistant","content":"Hi"},"done":false}
        {{Head}}"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":1,"prompt_eval_count":3,"eval_count":2,"eval_duration":1}

        """,
        Answering.Write(Chat, Ask, Answering.Thought("Hm"), Answering.Text("Hi"), Answering.End(), Answering.Used(3, 2), GenerationEvent.Finished.Instance));

    [Fact]
    public void Generate_has_the_members_of_the_message_itself() => Assert.Equal(
        $$"""
        {{Head}}"response":"Hi","done":false}
        {{Head}}"response":"","done":true,"done_reason":"length","total_duration":1,"eval_duration":1}

        """,
        Answering.Write(Generate, """{"model":"tiny-chat","prompt":"Hi"}""", Answering.Text("Hi"), Answering.End(FinishReason.Length), GenerationEvent.Finished.Instance));

    [Fact]
    public void A_whole_answer_is_one_object() => Assert.Equal(
        $$"""{{Head}}"message":{"role":"assistant","content":"Hi there","thinking":"Hm"},"done":true,"done_reason":"stop","total_duration":1,"prompt_eval_count":3,"eval_count":2}""",
        Answering.Write(Chat, AskWhole, Answering.Thought("Hm"), Answering.Text("Hi"), Answering.Text(" there"), Answering.End(), Answering.Used(3, 2), GenerationEvent.Finished.Instance));

    [Fact]
    public void Calls_come_whole_one_a_line_however_their_pieces_came()
    {
        GenerationEvent[] events =
        [
            Answering.Call(0, "a", "look", "{\"at\":"), Answering.Call(1, "b", "ask", ""), Answering.Call(0, null, null, "\"it\"}"),
            Answering.End(FinishReason.ToolCalls), GenerationEvent.Finished.Instance,
        ];
        Assert.Equal(
            """
            HEAD,"message":{"role":"assistant","content":"","tool_calls":[{"id":"a","function":{"index":0,"name":"look","arguments":{"at":"it"}}}]},"done":false}
            HEAD,"message":{"role":"assistant","content":"","tool_calls":[{"id":"b","function":{"index":1,"name":"ask","arguments":{}}}]},"done":false}
            HEAD,"message":{"role":"assistant","content":""},"done":true,"done_reason":"stop","total_duration":1,"eval_duration":1}

            """.Replace("HEAD,", Head, StringComparison.Ordinal),
            Answering.Write(Chat, Ask, events));
        Assert.Contains(
            ""","tool_calls":[{"id":"a","function":{"index":0,"name":"look","arguments":{"at":"it"}}},{"id":"b","function":{"index":1,"name":"ask","arguments":{}}}]}""",
            Answering.Write(Chat, AskWhole, events),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FinishReason.Length, "{\\\"at\\\":\\\"i", false)]
    [InlineData(FinishReason.ToolCalls, "{\\\"at\\\":\\\"i", true)]
    public void A_call_that_was_cut_is_left_out_and_one_that_is_no_object_is_text(FinishReason reason, string text, bool isTold)
    {
        foreach (var body in new[] { Ask, AskWhole })
        {
            var answer = Answering.Write(Chat, body, Answering.Call(0, "a", "look", "{\"at\":\"i"), Answering.End(reason), GenerationEvent.Finished.Instance);
            Assert.DoesNotContain("tool_calls", answer, StringComparison.Ordinal);
            Assert.Equal(isTold, answer.Contains($"\"content\":\"{text}\"", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Arguments_on_several_lines_stay_on_one()
    {
        var answer = Answering.Write(Chat, Ask, Answering.Call(0, "a", "look", "{\n\"at\":\r\n\"it\"\n}"), Answering.End(FinishReason.ToolCalls), GenerationEvent.Finished.Instance);
        Assert.Equal(2, answer.Count(static character => character == '\n'));
    }

    [Fact]
    public void Probabilities_stand_in_a_line_of_their_own_or_in_the_whole_answer()
    {
        var likely = new GenerationEvent.LogprobsDelta(0, [new TokenLogprob("n", -1.5f, new byte[] { 110 }) { Top = [new TokenLogprob("n", -1.5f, null)] }]);
        const string told = ""","logprobs":[{"token":"n","logprob":-1.5,"bytes":[110],"top_logprobs":[{"token":"n","logprob":-1.5}]}]}""";
        Assert.Contains($"\"done\":false{told}\n", Answering.Write(Chat, Ask, Answering.Text("n"), likely, Answering.End(), GenerationEvent.Finished.Instance), StringComparison.Ordinal);
        Assert.EndsWith(told, Answering.Write(Chat, AskWhole, Answering.Text("n"), likely, Answering.End(), GenerationEvent.Finished.Instance), StringComparison.Ordinal);
    }

    [Fact]
    public void A_broken_stream_ends_with_the_error_and_no_line_that_is_done()
    {
        var answer = Answering.Write(Chat, Ask, Answering.Text("Hi"), new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "It broke.")));
        Assert.EndsWith("\n{\"error\":\"It broke.\"}\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("\"done\":true", answer, StringComparison.Ordinal);
        Assert.Equal("", Answering.Write(Chat, AskWhole, Answering.Text("Hi"), new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "It broke."))));
    }

    [Fact]
    public void Vectors_have_the_newer_or_the_older_shape()
    {
        GenerationEvent[] events = [new GenerationEvent.Embedded(0, new[] { 0.25f, -1f }), new GenerationEvent.Embedded(1, new[] { 0.5f }), Answering.Used(4, 0), GenerationEvent.Finished.Instance];
        Assert.Equal("""{"model":"tiny-chat","embeddings":[[0.25,-1],[0.5]],"total_duration":1,"prompt_eval_count":4}""", Answering.Write(new OllamaEmbedSurface(isOld: false), """{"model":"m","input":["a","b"]}""", events));
        Assert.Equal("""{"embedding":[0.25,-1]}""", Answering.Write(new OllamaEmbedSurface(isOld: true), """{"model":"m","prompt":"a"}""", events));
    }
}
