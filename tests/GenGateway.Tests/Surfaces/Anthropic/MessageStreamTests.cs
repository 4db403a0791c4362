using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Anthropic;
using static GenGateway.Tests.Surfaces.Answering;

namespace GenGateway.Tests.Surfaces.Anthropic;

public sealed class MessageStreamTests
{
    private const string Plain = """{"max_tokens":9,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Thinking = """{"max_tokens":9,"stream":true,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Omitting = """{"max_tokens":9,"stream":true,"thinking":{"type":"adaptive","display":"omitted"},"messages":[{"role":"user","content":"Hi"}]}""";

    private const string Start = """
        event: message_start
        data: {"type":"message_start","message":{"id":"msg_ID","type":"message","role":"assistant","model":"tiny-chat","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":0,"output_tokens":0}}}


        """;

    private const string Stop = """
        event: message_stop
        data: {"type":"message_stop"}


        """;

    private static readonly GenerationEvent Done = GenerationEvent.Finished.Instance;

    [Fact]
    public void Text_is_one_block_between_the_message_and_its_end() => Assert.Equal(
        $$$"""
        {{{Start}}}event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Grüß"}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" \"dich\"\n"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":3,"output_tokens":2}}

        {{{Stop}}}
        """,
        Write(Plain, Text("Grüß"), Text(" \"dich\"\n"), End(), Used(3, 2), Done));

    [Fact]
    public void Thoughts_text_and_calls_are_blocks_in_their_order() => Assert.Equal(
        $$$$"""
        {{{{Start}}}}event: content_block_start
        data: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Hm."}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"sig"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":0}

        event: content_block_start
        data: {"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"xyz"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":1}

        event: content_block_start
        data: {"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"I look."}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":2}

        event: content_block_start
        data: {"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"c0","name":"f","input":{}}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}}

        event: content_block_delta
        data: {"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":":1}"}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":3}

        event: content_block_start
        data: {"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"c1","name":"g","input":{}}}

        event: content_block_stop
        data: {"type":"content_block_stop","index":4}

        event: message_delta
        data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":null,"output_tokens":null}}

        {{{{Stop}}}}
        """,
        Write(
            Thinking, Thought("Hm."), Signed("sig"), new GenerationEvent.ReasoningSealed(0, "xyz"), Text("I look."),
            Call(0, "c0", "f", ""), Call(0, null, null, "{\"a\""), Call(0, null, null, ":1}"), Call(1, "c1", "g", ""), End(FinishReason.ToolCalls), Done));

    [Fact]
    public void Calls_that_a_backend_mixes_are_told_one_after_the_other()
    {
        var answer = Write(
            Plain, Call(0, "c0", "f", "{\"a\":"), Call(1, "c1", "g", "{\"b\":"), Call(0, null, null, "1}"), Call(1, null, null, "2}"), Call(2, "c2", "h", "{"), End(FinishReason.ToolCalls), Done);

        Assert.Equal(["c0", "c1", "c2"], Blocks(answer, "\"id\":\"c").Select(line => line.Split("\"id\":\"")[1][..2]));
        Assert.Equal(["{\\\"a\\\":", "1}", "{\\\"b\\\":", "2}", "{"], Blocks(answer, "partial_json").Select(line => line.Split("\"partial_json\":\"")[1][..^3]));
        Assert.Equal(["0", "0", "0", "0", "1", "1", "1", "1", "2", "2", "2"], Blocks(answer, "\"index\":").Select(line => line.Split("\"index\":")[1][..1]));
    }

    [Fact]
    public void Who_did_not_ask_for_thoughts_gets_none() =>
        Assert.DoesNotContain("thinking", Write(Plain, Thought("Hm."), Signed("sig"), Text("Yes."), End(), Done), StringComparison.Ordinal);

    [Fact]
    public void Of_omitted_thoughts_the_seal_is_told()
    {
        var answer = Write(Omitting, Thought("Hm."), Signed("sig"), Text("Yes."), End(), Done);
        Assert.DoesNotContain("Hm.", answer, StringComparison.Ordinal);
        Assert.Contains("""{"type":"signature_delta","signature":"sig"}""", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FinishReason.Stop, "end_turn")]
    [InlineData(FinishReason.Length, "max_tokens")]
    [InlineData(FinishReason.ToolCalls, "tool_use")]
    [InlineData(FinishReason.ContentFilter, "refusal")]
    public void Why_it_ended_is_said_in_Anthropics_words(FinishReason reason, string word) =>
        Assert.Contains($"\"stop_reason\":\"{word}\",\"stop_sequence\":null", Write(Plain, Text("a"), End(reason), Done), StringComparison.Ordinal);

    [Fact]
    public void A_stop_text_is_named_where_it_is_known() => Assert.Contains(
        """ "stop_reason":"stop_sequence","stop_sequence":"###" """.Trim(),
        Write(Plain, Text("a"), new GenerationEvent.StoppedBy(0, "###"), End(), Done),
        StringComparison.Ordinal);

    [Fact]
    public void An_ordinary_stop_after_a_call_is_a_call() =>
        Assert.Contains("\"stop_reason\":\"tool_use\"", Write(Plain, Call(0, "c0", "f", "{}"), End(), Done), StringComparison.Ordinal);

    [Fact]
    public void A_call_without_an_id_gets_one() =>
        Assert.Contains("\"id\":\"toolu_ID\"", Write(Plain, Call(0, null, "f", "{}"), End(), Done), StringComparison.Ordinal);

    [Fact]
    public void Usage_that_is_known_early_stands_in_the_beginning_and_leaves_out_what_a_cache_gave()
    {
        var answer = Write(Plain, new GenerationEvent.UsageReported(new Usage(10, 1) { CachedTokens = 3, CacheWriteTokens = 2, ReasoningTokens = 1 }), Text("a"), End(), Done);
        const string Told = """ "usage":{"input_tokens":5,"output_tokens":1,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,"output_tokens_details":{"thinking_tokens":1}} """;
        Assert.Equal(2, Blocks(answer, Told.Trim()).Count());
    }

    [Fact]
    public void An_empty_answer_is_a_message_without_blocks()
    {
        var answer = Write(Plain, End(), Done);
        Assert.StartsWith(Start, answer, StringComparison.Ordinal);
        Assert.DoesNotContain("content_block", answer, StringComparison.Ordinal);
        Assert.EndsWith(Stop, answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_that_breaks_ends_with_an_error_event_and_without_its_terminator()
    {
        var answer = Write(Plain, Text("a"), new GenerationEvent.Failed(new Failure(FailureKind.NoHealthyBackends, "It broke.")));
        Assert.EndsWith("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"It broke.\"},\"request_id\":\"req-1\"}\n\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("message_delta", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_waiting_client_is_pinged_by_name()
    {
        Assert.True(Decoding.Decode(new MessagesSurface(), Plain).TryGet(out var asked, out _));
        Assert.Equal("event: ping\ndata: {\"type\": \"ping\"}\n\n", System.Text.Encoding.UTF8.GetString(asked.Early!.Ping.Span));
    }

    private static IEnumerable<string> Blocks(string answer, string mark) => answer.Split('\n').Where(line => line.Contains(mark, StringComparison.Ordinal));

    private static GenerationEvent.ReasoningSigned Signed(string signature) => new GenerationEvent.ReasoningSigned(0, signature);

    private static string Write(string body, params GenerationEvent[] events) => Answering.Write(new MessagesSurface(), body, events);
}
