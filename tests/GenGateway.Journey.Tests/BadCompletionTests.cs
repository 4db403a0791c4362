using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A wrong completion request is told what is wrong with it.</summary>
public sealed class BadCompletionTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    [Theory]
    [InlineData("{}", "prompt")]
    [InlineData("""{"prompt":null}""", "prompt")]
    [InlineData("""{"prompt":7}""", "prompt")]
    [InlineData("""{"prompt":{}}""", "prompt")]
    [InlineData("""{"prompt":["a",7]}""", "prompt")]
    [InlineData("""{"prompt":[1.5]}""", "prompt")]
    [InlineData("""{"prompt":[-1]}""", "prompt")]
    [InlineData("""{"prompt":[99999]}""", "prompt")]
    [InlineData("""{"prompt":"a","max_tokens":0}""", "max_tokens")]
    [InlineData("""{"prompt":"a","max_tokens":-1}""", "max_tokens")]
    [InlineData("""{"prompt":"a","temperature":3}""", "temperature")]
    [InlineData("""{"prompt":"a","echo":"yes"}""", "echo")]
    [InlineData("""{"prompt":"a","n":0}""", "n")]
    public async Task A_value_of_the_wrong_type_or_size_is_refused_by_name(string body, string param)
    {
        (await Client.PostAsync("/v1/completions", body, Token)).ExpectError(400, "invalid_value", param);
        Assert.Equal(200, (await Client.GetAsync("/health", Token)).Status);
    }
}
