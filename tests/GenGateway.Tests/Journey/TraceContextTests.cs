using GenGateway.Journey;

namespace GenGateway.Tests.Journey;

public sealed class TraceContextTests
{
    private const string Given = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public void A_trace_goes_on_under_a_span_of_our_own()
    {
        Assert.True(TraceContext.TryParse(Given, out var trace));
        Assert.Equal(("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", 1), (trace.TraceId, trace.SpanId, trace.Flags));
        Assert.Equal(Given, trace.ToHeader());

        var child = trace.Child();
        Assert.Equal(trace.TraceId, child.TraceId);
        Assert.NotEqual(trace.SpanId, child.SpanId);
        Assert.True(TraceContext.TryParse(child.ToHeader(), out var read));
        Assert.Equal(child, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331")]
    [InlineData("00-0AF7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x")]
    [InlineData("00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")]
    [InlineData("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more")]
    public void What_is_no_traceparent_begins_no_trace(string? header)
    {
        Assert.False(TraceContext.TryParse(header, out var trace));
        Assert.False(trace.Exists);
    }

    [Fact]
    public void A_later_version_is_read_as_far_as_this_one_goes()
    {
        Assert.True(TraceContext.TryParse("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes-later", out var trace));
        Assert.Equal(Given, trace.ToHeader());
    }

    [Fact]
    public void A_state_is_passed_on_as_it_came_and_one_without_end_in_whole_members()
    {
        Assert.Equal("a=1,b=2", TraceContext.StateOf("a=1,b=2"));
        var long512 = $"a=1,{new string('b', 508)}";
        Assert.Equal(long512, TraceContext.StateOf(long512));
        Assert.Equal(long512, TraceContext.StateOf(long512 + ",c=3"));
        Assert.Equal("a=1", TraceContext.StateOf(long512 + "b"));
        Assert.Null(TraceContext.StateOf(new string('b', 513)));
        Assert.Null(TraceContext.StateOf("a=é"));
        Assert.Null(TraceContext.StateOf(""));
    }

    [Fact]
    public void A_trace_that_begins_here_is_a_valid_one()
    {
        var trace = TraceContext.Begin();
        Assert.True(TraceContext.TryParse(trace.ToHeader(), out var read));
        Assert.Equal(trace, read);
        Span<byte> id = stackalloc byte[TraceContext.TraceIdLength];
        trace.WriteTraceId(id);
        Assert.Equal(trace.TraceId, System.Text.Encoding.ASCII.GetString(id));
    }
}
