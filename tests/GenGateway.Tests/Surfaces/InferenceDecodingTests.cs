using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.Inference;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Surfaces;

public sealed class InferenceDecodingTests
{
    private readonly InferenceSurface _surface = new();

    [Fact]
    public void The_documented_defaults_hold()
    {
        var task = Task("""{"text":"The future"}""");
        Assert.Equal([new CompletionPrompt("text", "The future", null)], task.Prompts);
        Assert.True(task.Echo);
        Assert.Equal(
            (50, 1f, 1f, 0f),
            (task.Parameters.MaxTokens, task.Parameters.Temperature, task.Parameters.TopP, task.Parameters.MinP));
    }

    [Fact]
    public void What_the_client_says_wins()
    {
        var task = Task("""{"text":"a","max_tokens":100,"temperature":0,"top_p":0.9,"min_p":0.1,"top_k":5,"seed":7,"stop":"x"}""");
        Assert.Equal(
            (100, 0d, 0.9, 0.1, 5, 7L),
            (task.Parameters.MaxTokens, task.Parameters.Temperature, task.Parameters.TopP, task.Parameters.MinP, task.Parameters.TopK, task.Parameters.Seed));
        Assert.Equal(["x"], task.Parameters.Stop);
    }

    [Theory]
    [InlineData("""{}""", "text")]
    [InlineData("""{"text":null}""", "text")]
    [InlineData("""{"text":["a"]}""", "text")]
    [InlineData("""{"text":"a","temperature":3}""", "temperature")]
    [InlineData("""{"text":"a","top_p":-1}""", "top_p")]
    [InlineData("""{"text":"a","min_p":1.5}""", "min_p")]
    [InlineData("""{"text":"a","max_tokens":0}""", "max_tokens")]
    [InlineData("""{"text":"a","stream":1}""", "stream")]
    public void A_bad_value_is_refused_naming_its_field(string body, string param)
    {
        var failure = Decoding.Failure(_surface, body);
        Assert.Equal((FailureKind.InvalidValue, param), (failure.Kind, failure.Param));
    }

    [Fact]
    public void It_does_not_stream_and_says_so()
    {
        var request = Decoding.Request(_surface, """{"text":"a","stream":true,"other":1}""");
        Assert.False(request.Stream);
        Assert.Equal(["stream", "other"], request.Dropped);
        Assert.Empty(Decoding.Request(_surface, """{"text":"a","stream":false}""").Dropped);
    }

    private CompletionTask Task(string body) => Assert.IsType<CompletionTask>(Decoding.Request(_surface, body).Task);
}
