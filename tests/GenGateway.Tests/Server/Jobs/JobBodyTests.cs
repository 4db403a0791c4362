using System.Text;
using GenGateway.Server.Jobs;

namespace GenGateway.Tests.Server.Jobs;

/// <summary>A job's body asks for a whole answer, and is else as the client sent it.</summary>
public sealed class JobBodyTests
{
    [Theory]
    [InlineData("""{ "stream" : true }""", """{ "stream" : false }""")]
    [InlineData("""{"stream":true,"stream_options":{"include_usage":true},"n":1}""", """{"stream":false,"stream_options":null,"n":1}""")]
    [InlineData("""{"stream_options":{"include_usage":true},"a":"é🙂","stream":true}""", """{"stream_options":null,"a":"é🙂","stream":false}""")]
    [InlineData("""{"str\u0065am":true}""", """{"str\u0065am":false}""")]
    [InlineData("""{"stream":true,"stream":true}""", """{"stream":false,"stream":false}""")]
    [InlineData("\uFEFF{\"stream\":true}", """{"stream":false}""")]
    public void A_stream_is_made_whole(string body, string whole) => Assert.Equal(whole, Whole(body));

    [Theory]
    [InlineData("""{"stream":false,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"stream":"true"}""")]
    [InlineData("""{"inner":{"stream":true}}""")]
    [InlineData("""{"text":"stream"}""")]
    [InlineData("""[{"stream":true}]""")]
    [InlineData("""{"stream":true""")]
    [InlineData("")]
    public void All_else_is_left_as_it_is(string body) => Assert.Equal(body, Whole(body));

    [Fact]
    public void Another_body_needs_memory_of_its_own()
    {
        var asked = 0L;
        Assert.Null(JobBody.Whole("""{"stream":true}"""u8.ToArray(), bytes =>
        {
            asked = bytes;
            return false;
        }));
        Assert.Equal("""{"stream":false}""".Length, asked);
    }

    private static string Whole(string body) => Encoding.UTF8.GetString(JobBody.Whole(Encoding.UTF8.GetBytes(body), static _ => true)!.Value.Span);
}
