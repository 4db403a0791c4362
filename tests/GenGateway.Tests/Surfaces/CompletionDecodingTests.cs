using GenGateway.Errors;
using GenGateway.Journey;
using GenGateway.Surfaces.OpenAi;
using GenGateway.Tests.Journey;

namespace GenGateway.Tests.Surfaces;

public sealed class CompletionDecodingTests
{
    private readonly CompletionSurface _surface = new();

    [Fact]
    public void A_prompt_comes_in_four_forms()
    {
        Assert.Equal(["a"], Texts("""{"prompt":"a"}"""));
        Assert.Equal(["a", "b"], Texts("""{"prompt":["a","b"]}"""));
        Assert.Equal([1, 2], Task("""{"prompt":[1,2.0]}""").Prompts.Single().Tokens);
        Assert.Equal([[1, 2], [3]], Task("""{"prompt":[[1,2],[3]]}""").Prompts.Select(static prompt => prompt.Tokens));
    }

    [Theory]
    [InlineData("""{}""", "prompt")]
    [InlineData("""{"prompt":null}""", "prompt")]
    [InlineData("""{"prompt":{}}""", "prompt")]
    [InlineData("""{"prompt":[]}""", "prompt")]
    [InlineData("""{"prompt":5}""", "prompt")]
    [InlineData("""{"prompt":[null]}""", "prompt[0]")]
    [InlineData("""{"prompt":["a",1]}""", "prompt[1]")]
    [InlineData("""{"prompt":[1,"a"]}""", "prompt[1]")]
    [InlineData("""{"prompt":[1,-1]}""", "prompt[1]")]
    [InlineData("""{"prompt":[1.5]}""", "prompt[0]")]
    [InlineData("""{"prompt":[[1],[]]}""", "prompt[1]")]
    [InlineData("""{"prompt":[[1],["a"]]}""", "prompt[1][0]")]
    [InlineData("""{"prompt":"a","max_tokens":0}""", "max_tokens")]
    [InlineData("""{"prompt":"a","echo":"yes"}""", "echo")]
    [InlineData("""{"prompt":"a","n":129}""", "n")]
    [InlineData("""{"prompt":"a","logprobs":6}""", "logprobs")]
    public void A_bad_value_is_refused_naming_its_field(string body, string param)
    {
        var failure = Decoding.Failure(_surface, body);
        Assert.Equal((FailureKind.InvalidValue, param), (failure.Kind, failure.Param));
    }

    [Fact]
    public void Sixteen_tokens_are_the_default_and_none_only_with_echo()
    {
        Assert.Equal(16, Task("""{"prompt":"a"}""").Parameters.MaxTokens);
        var reading = Task("""{"prompt":"a","echo":true,"max_tokens":0}""");
        Assert.Equal((0, true), (reading.Parameters.MaxTokens, reading.Echo));
    }

    [Fact]
    public void A_suffix_and_the_number_of_choices_arrive()
    {
        Assert.Equal(("z", 2), (Task("""{"prompt":"a","suffix":"z","n":2}""").Suffix, Task("""{"prompt":"a","n":2}""").N));
        Assert.Null(Task("""{"prompt":"a","suffix":""}""").Suffix);
    }

    [Fact]
    public void What_nobody_carries_is_named()
    {
        Assert.Equal(["best_of"], Decoding.Request(_surface, """{"prompt":"a","suffix":"z","best_of":2,"logprobs":0}""").Dropped);
        Assert.Empty(Decoding.Request(_surface, """{"prompt":"a","suffix":"","best_of":1,"logprobs":null,"user":"u"}""").Dropped);
    }

    private IEnumerable<string?> Texts(string body) => Task(body).Prompts.Select(static prompt => prompt.Text);

    private CompletionTask Task(string body) => Assert.IsType<CompletionTask>(Decoding.Request(_surface, body).Task);
}
