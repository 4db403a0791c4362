using System.Text;
using GenGateway.Backends.Tgi;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Tests.Backends.Tgi;

public sealed class TgiReaderTests
{
    [Theory]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("""{"token":null}""")]
    [InlineData("""{"token":7}""")]
    [InlineData("""{"token":{"text":7}}""")]
    [InlineData("""{"token":null,"generated_text":7}""")]
    public void An_event_that_is_no_token_and_no_end_breaks_the_answer(string json) =>
        Assert.Equal(FailureKind.BackendError, Read(json, out _)?.Kind);

    [Theory]
    [InlineData("""{"token":{"text":"a","special":false},"generated_text":null,"details":null}""", false)]
    [InlineData("""{"token":{"text":""}}""", false)]
    [InlineData("""{"token":{"special":true},"generated_text":"a","details":{"finish_reason":"eos_token"}}""", true)]
    [InlineData("""{"token":{"text":"a"},"generated_text":"a"}""", true)]
    [InlineData("""{"generated_text":"a","details":{"finish_reason":"length"}}""", true)]
    public void Tokens_and_ends_are_parts_of_an_answer(string json, bool isEnd)
    {
        Assert.Null(Read(json, out var reader));
        Assert.Equal(isEnd, reader.IsDone);
    }

    private static Failure? Read(string json, out TgiReader reader)
    {
        using var response = new HttpResponseMessage();
        reader = new TgiReader("upstream", 0, new TextParameters(), response);
        return reader.ReadEvent(Encoding.UTF8.GetBytes(json), []);
    }
}
