using System.Buffers;
using System.Text;
using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;

namespace GenGateway.Tests.Surfaces;

public sealed class EmbeddingSurfaceTests
{
    private readonly EmbeddingSurface _surface = new();

    [Fact]
    public void An_input_comes_in_four_forms_and_each_vector_is_counted()
    {
        Assert.Equal(["a"], Texts("""{"input":"a"}"""));
        Assert.Equal(["a", "b"], Texts("""{"input":["a","b"]}"""));
        Assert.Equal([1, 2], Task("""{"input":[1,2]}""").Inputs.Single().Tokens);
        Assert.Equal([[1, 2], [3]], Task("""{"input":[[1,2],[3]]}""").Inputs.Select(static input => input.Tokens));
        Assert.Equal([1, 2, 1, 2], new[] { """{"input":"a"}""", """{"input":["a","b"]}""", """{"input":[1,2,3]}""", """{"input":[[1,2],[3]]}""" }.Select(body => Decoding.Request(_surface, body).Wire!.Peeked.Inputs));
    }

    [Theory]
    [InlineData("""{}""", "input")]
    [InlineData("""{"input":null}""", "input")]
    [InlineData("""{"input":[]}""", "input")]
    [InlineData("""{"input":{}}""", "input")]
    [InlineData("""{"input":"a","dimensions":0}""", "dimensions")]
    [InlineData("""{"input":"a","dimensions":1.5}""", "dimensions")]
    [InlineData("""{"input":"a","dimensions":"8"}""", "dimensions")]
    [InlineData("""{"input":"a","model":5}""", "model")]
    public void What_nobody_could_serve_is_refused_before_it_is_routed(string body, string param)
    {
        Assert.False(Decoding.Decode(_surface, body).TryGet(out _, out var failure));
        Assert.Equal((FailureKind.InvalidValue, param), (failure.Kind, failure.Param));
    }

    [Fact]
    public void More_inputs_than_one_request_may_have_are_refused_with_the_limit()
    {
        var body = $$"""{"input":[{{string.Join(',', Enumerable.Repeat("\"a\"", 2049))}}]}""";
        Assert.False(Decoding.Decode(_surface, body).TryGet(out _, out var failure));
        Assert.Contains("2048", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"input":["a",1]}""", "input[1]")]
    [InlineData("""{"input":[[1],[]]}""", "input[1]")]
    [InlineData("""{"input":"a","encoding_format":"int8"}""", "encoding_format")]
    public void What_only_the_gateway_itself_cannot_serve_is_refused_when_it_is_decoded(string body, string param) =>
        Assert.Equal(param, Decoding.Failure(_surface, body).Param);

    [Fact]
    public void Fields_that_nobody_carries_are_named_and_the_user_is_not()
    {
        Assert.True(Decoding.Request(_surface, """{"input":"a","user":"u","stream":true,"input_type":"query"}""").Decode().TryGet(out var decoded, out _));
        Assert.Equal(["input_type"], decoded.Dropped);
        Assert.False(Decoding.Request(_surface, """{"input":"a","stream":true}""").Stream);
    }

    [Fact]
    public void The_record_has_the_texts()
    {
        var output = new ArrayBufferWriter<byte>();
        Decoding.Request(_surface, """{"model":"m","input":["first","second"]}""").WritePrompt(output);
        Assert.Equal("first\nsecond", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void Vectors_are_written_as_numbers_in_the_order_of_the_inputs() => Assert.Equal(
        """{"object":"list","data":[{"object":"embedding","index":0,"embedding":[1,-0.5]},{"object":"embedding","index":1,"embedding":[0.1]}],"model":"tiny-chat","usage":{"prompt_tokens":7,"total_tokens":7}}""",
        Write("""{"input":["a","b"]}""", new GenerationEvent.UsageReported(new Usage(7, 0))));

    [Fact]
    public void Vectors_are_written_as_base64_of_little_endian_floats_and_an_unknown_usage_not_at_all() => Assert.Equal(
        """{"object":"list","data":[{"object":"embedding","index":0,"embedding":"AACAPwAAAL8="},{"object":"embedding","index":1,"embedding":"zczMPQ=="}],"model":"tiny-chat"}""",
        Write("""{"input":["a","b"],"encoding_format":"base64"}"""));

    private string Write(string body, params GenerationEvent[] more)
    {
        Assert.True(Decoding.Decode(_surface, body).TryGet(out var decoded, out var failure), failure?.Message);
        Assert.True(decoded.Request.Decode().TryGet(out _, out failure), failure?.Message);
        var writer = decoded.CreateWriter(Answering.Head);
        var output = new ArrayBufferWriter<byte>();
        foreach (var happened in (GenerationEvent[])[new GenerationEvent.Embedded(0, new float[] { 1, -0.5f }), new GenerationEvent.Embedded(1, new[] { 0.1f }), .. more, GenerationEvent.Finished.Instance])
            writer.Write(happened, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private EmbeddingTask Task(string body)
    {
        Assert.True(Decoding.Request(_surface, body).Decode().TryGet(out var decoded, out var failure), failure?.Message);
        return (EmbeddingTask)decoded.Task;
    }

    private IEnumerable<string?> Texts(string body) => Task(body).Inputs.Select(static input => input.Text);
}
