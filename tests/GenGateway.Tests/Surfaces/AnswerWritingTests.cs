using System.Text.Json;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Inference;
using GenGateway.Surfaces.OpenAi;
using static GenGateway.Tests.Surfaces.Answering;

namespace GenGateway.Tests.Surfaces;

public sealed class AnswerWritingTests
{
    private const string Chat = """{"messages":[{"role":"user","content":"Hi"}]}""";
    private const string ChatStream = """{"messages":[{"role":"user","content":"Hi"}],"stream":true}""";
    private const string ChatStreamUsage = """{"messages":[{"role":"user","content":"Hi"}],"stream":true,"stream_options":{"include_usage":true}}""";
    private const string Chunk = """data: {"id":"chatcmpl-ID","object":"chat.completion.chunk","created":1790856000,"model":"tiny-chat","choices":[""";

    private static readonly GenerationEvent Done = GenerationEvent.Finished.Instance;
    private static readonly GenerationEvent Broke = new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "It broke."));

    [Fact]
    public void A_whole_chat_answer_has_OpenAIs_shape() => Assert.Equal(
        """{"id":"chatcmpl-ID","object":"chat.completion","created":1790856000,"model":"tiny-chat","choices":[{"index":0,"message":{"role":"assistant","content":"Grüß \"dich\" \uD83D\uDE00","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}""",
        Write(new ChatSurface(), Chat, Text("Grüß "), Text("\"dich\" 😀"), End(), Used(3, 2), Done));

    [Fact]
    public void A_whole_answer_that_calls_tools_has_no_content_but_the_calls()
    {
        var answer = Write(new ChatSurface(), Chat, Thought("Hm"), Thought("."), Call(0, "c0", "f", "{\"a\""), Call(0, null, null, ":1}"), Call(1, "c1", "g", "{}"), End(FinishReason.ToolCalls), Done);
        Assert.Contains(
            """{"index":0,"message":{"role":"assistant","content":null,"reasoning_content":"Hm.","tool_calls":[{"id":"c0","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"c1","type":"function","function":{"name":"g","arguments":"{}"}}],"refusal":null},"logprobs":null,"finish_reason":"tool_calls"}""",
            answer,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_tells_thoughts_and_calls_as_they_grow() => Assert.Equal(
        $$$"""
        {{{Chunk}}}{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}

        {{{Chunk}}}{"index":0,"delta":{"reasoning_content":"Hm."},"logprobs":null,"finish_reason":null}]}

        {{{Chunk}}}{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c0","type":"function","function":{"name":"f","arguments":""}}]},"logprobs":null,"finish_reason":null}]}

        {{{Chunk}}}{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]},"logprobs":null,"finish_reason":null}]}

        {{{Chunk}}}{"index":0,"delta":{},"logprobs":null,"finish_reason":"tool_calls"}]}

        data: [DONE]


        """,
        Write(new ChatSurface(), ChatStream, Thought("Hm."), Call(0, "c0", "f", ""), Call(0, null, null, "{}"), End(FinishReason.ToolCalls), Done));

    [Fact]
    public void Cached_tokens_are_told_where_they_are_known() => Assert.Contains(
        """ "usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5,"prompt_tokens_details":{"cached_tokens":1}} """.Trim(),
        Write(new ChatSurface(), Chat, Text("a"), End(FinishReason.ContentFilter), new GenerationEvent.UsageReported(new Usage(3, 2) { CachedTokens = 1 }), Done),
        StringComparison.Ordinal);

    [Fact]
    public void Unknown_usage_is_absent() =>
        Assert.DoesNotContain("usage", Write(new ChatSurface(), Chat, Text("a"), End(FinishReason.Length), Done), StringComparison.Ordinal);

    [Fact]
    public void A_broken_whole_answer_leaves_no_byte() => Assert.Empty(Write(new ChatSurface(), Chat, Text("a"), Broke));

    [Fact]
    public void A_chat_stream_tells_role_text_end_and_DONE() => Assert.Equal(
        $$$"""
        {{{Chunk}}}{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}]}

        {{{Chunk}}}{"index":0,"delta":{"content":"Grüß"},"logprobs":null,"finish_reason":null}]}

        {{{Chunk}}}{"index":0,"delta":{"content":" dich\n"},"logprobs":null,"finish_reason":null}]}

        {{{Chunk}}}{"index":0,"delta":{},"logprobs":null,"finish_reason":"length"}]}

        data: [DONE]


        """,
        Write(new ChatSurface(), ChatStream, Text("Grüß"), Text(" dich\n"), End(FinishReason.Length), Used(3, 2), Done));

    [Fact]
    public void With_include_usage_every_chunk_says_null_and_one_more_says_the_usage() => Assert.Equal(
        $$$"""
        {{{Chunk}}}{"index":0,"delta":{"role":"assistant","content":""},"logprobs":null,"finish_reason":null}],"usage":null}

        {{{Chunk}}}{"index":0,"delta":{"content":"a"},"logprobs":null,"finish_reason":null}],"usage":null}

        {{{Chunk}}}{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

        {{{Chunk}}}],"usage":{"prompt_tokens":3,"completion_tokens":2,"total_tokens":5}}

        data: [DONE]


        """,
        Write(new ChatSurface(), ChatStreamUsage, Text("a"), Used(3, 2), End(), Done));

    [Fact]
    public void Unknown_usage_gives_no_usage_chunk() =>
        Assert.DoesNotContain("\"choices\":[]", Write(new ChatSurface(), ChatStreamUsage, Text("a"), End(), Done), StringComparison.Ordinal);

    [Fact]
    public void An_empty_answer_still_tells_its_role()
    {
        var answer = Write(new ChatSurface(), ChatStream, End(), Done);
        Assert.StartsWith(Chunk + """{"index":0,"delta":{"role":"assistant","content":""}""", answer, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_stream_that_breaks_ends_with_an_error_event_and_without_DONE(bool chat)
    {
        var answer = chat
            ? Write(new ChatSurface(), ChatStream, Text("a"), Broke)
            : Write(new CompletionSurface(), """{"prompt":"a","stream":true}""", Text("a"), Broke);
        Assert.EndsWith(
            """data: {"error":{"message":"It broke.","type":"server_error","param":null,"code":"backend_error"}}""" + "\n\n",
            answer,
            StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_completion_has_one_choice_a_prompt() => Assert.Equal(
        """{"id":"cmpl-ID","object":"text_completion","created":1790856000,"model":"tiny-chat","choices":[{"text":"a1","index":0,"logprobs":null,"finish_reason":"stop"},{"text":"b","index":1,"logprobs":null,"finish_reason":"length"}],"usage":{"prompt_tokens":2,"completion_tokens":3,"total_tokens":5}}""",
        Write(
            new CompletionSurface(), """{"prompt":["x","y"]}""",
            Text("a"), Text("b", 1), End(FinishReason.Length, 1), Text("1"), End(), Used(2, 3), Done));

    [Fact]
    public void A_completion_stream_keeps_its_object_name() => Assert.Equal(
        """
        data: {"id":"cmpl-ID","object":"text_completion","created":1790856000,"model":"tiny-chat","choices":[{"index":1,"text":"b","logprobs":null,"finish_reason":null}]}

        data: {"id":"cmpl-ID","object":"text_completion","created":1790856000,"model":"tiny-chat","choices":[{"index":1,"text":"","logprobs":null,"finish_reason":"stop"}]}

        data: [DONE]


        """,
        Write(new CompletionSurface(), """{"prompt":["x","y"],"stream":true}""", Text("b", 1), End(FinishReason.Stop, 1), Done));

    [Fact]
    public void An_inference_answer_has_the_READMEs_shape()
    {
        var clock = new FixedClock { Passed = TimeSpan.FromSeconds(1) };
        var context = Decoding.Context with { Clock = clock, Arrived = clock.GetTimestamp() };
        clock.Passed += TimeSpan.FromMilliseconds(245);
        Assert.Equal(
            """{"model":"tiny-chat","text":"The future is","metadata":{"tokens_generated":1,"processing_time_ms":245,"finish_reason":"length"}}""",
            Write(new InferenceSurface(), """{"text":"The future"}""", context, Text("The future"), Text(" is"), End(FinishReason.Length), Used(2, 1), Done));
    }

    [Fact]
    public void Half_a_character_does_not_throw()
    {
        foreach (var body in new[] { Chat, ChatStream })
        {
            var answer = Write(new ChatSurface(), body, Text("a\ud800b"), End(), Done);
            Assert.Contains("a\uFFFDb", answer.Replace("\\uFFFD", "\uFFFD", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_frame_is_one_line_of_JSON()
    {
        var answer = Write(new ChatSurface(), ChatStreamUsage, Text("\r\n\u2028\0\"\\"), End(), Used(1, 1), Done);
        foreach (var line in answer.Split('\n').Where(static line => line.Length > 0))
        {
            Assert.StartsWith("data: ", line, StringComparison.Ordinal);
            if (line != "data: [DONE]")
                Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line[6..]).RootElement.ValueKind);
        }
    }
}
