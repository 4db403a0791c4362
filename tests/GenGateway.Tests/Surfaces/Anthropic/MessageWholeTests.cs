using System.Buffers;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Anthropic;
using static GenGateway.Tests.Surfaces.Answering;

namespace GenGateway.Tests.Surfaces.Anthropic;

public sealed class MessageWholeTests
{
    private const string Plain = """{"max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";
    private const string Thinking = """{"max_tokens":9,"thinking":{"type":"adaptive"},"messages":[{"role":"user","content":"Hi"}]}""";

    private static readonly GenerationEvent Done = GenerationEvent.Finished.Instance;

    [Fact]
    public void It_has_Anthropics_shape() => Assert.Equal(
        """{"id":"msg_ID","type":"message","role":"assistant","model":"tiny-chat","content":[{"type":"text","text":"Grüß \"dich\""}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":2}}""",
        Write(Plain, Text("Grüß "), Text("\"dich\""), End(), Used(3, 2), Done));

    [Fact]
    public void Its_blocks_stand_in_the_order_in_which_they_came() => Assert.Contains(
        """ "content":[{"type":"thinking","thinking":"Hm.","signature":"sig"},{"type":"redacted_thinking","data":"xyz"},{"type":"thinking","thinking":"So.","signature":""},{"type":"text","text":"I look."},{"type":"tool_use","id":"c0","name":"f","input":{"a":1}},{"type":"tool_use","id":"c1","name":"g","input":{}}],"stop_reason":"tool_use" """.Trim(),
        Write(
            Thinking, Thought("Hm"), Thought("."), new GenerationEvent.ReasoningSigned(0, "sig"), new GenerationEvent.ReasoningSealed(0, "xyz"), Thought("So."), Text("I look."),
            Call(0, "c0", "f", "{\"a\""), Call(1, "c1", "g", ""), Call(0, null, null, ":1}"), End(FinishReason.ToolCalls), Done),
        StringComparison.Ordinal);

    [Fact]
    public void Who_did_not_ask_for_thoughts_gets_none() =>
        Assert.Contains("""content":[{"type":"text","text":"Yes."}]""", Write(Plain, Thought("Hm."), new GenerationEvent.ReasoningSealed(0, "x"), Text("Yes."), End(), Done), StringComparison.Ordinal);

    [Fact]
    public void Usage_that_nobody_knows_is_null() =>
        Assert.Contains("\"usage\":{\"input_tokens\":null,\"output_tokens\":null}", Write(Plain, Text("a"), End(), Done), StringComparison.Ordinal);

    [Fact]
    public void A_call_that_the_limit_cut_is_left_out() => Assert.Contains(
        """ "content":[{"type":"text","text":"I look."}],"stop_reason":"max_tokens","stop_sequence":null """.Trim(),
        Write(Plain, Text("I look."), Call(0, "c0", "f", "{\"a\":\"b"), End(FinishReason.Length), Done),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("{\"a\":1} {}")]
    public void Arguments_that_are_no_object_are_a_fault_and_not_another_call(string arguments)
    {
        Assert.True(Decoding.Decode(new MessagesSurface(), Plain).TryGet(out var decoded, out _));
        var writer = decoded.CreateWriter(Head);
        var output = new ArrayBufferWriter<byte>();
        foreach (var happened in new[] { Call(0, "c0", "f", arguments), End(FinishReason.ToolCalls), Done })
            writer.Write(happened, output);

        Assert.Equal(FailureKind.BackendError, writer.Fault?.Kind);
        Assert.Equal(0, output.WrittenCount);
    }

    [Fact]
    public void A_broken_answer_leaves_no_byte() =>
        Assert.Empty(Write(Plain, Text("a"), new GenerationEvent.Failed(new Failure(FailureKind.BackendError, "It broke."))));

    private static string Write(string body, params GenerationEvent[] events) => Answering.Write(new MessagesSurface(), body, events);
}
