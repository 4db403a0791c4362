using System.Text.Json;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Questions about the tokens of the embedded engine's models.</summary>
public sealed class TokenRouteTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    private const string Model = "tiny-chat";

    [Fact]
    public async Task A_text_becomes_tokens_and_tokens_become_the_text()
    {
        var told = (await Client.PostAsync("/tokenize", new JsonObject { ["model"] = Model, ["prompt"] = "Hello there", ["add_special_tokens"] = false, ["return_token_strs"] = true }, Token)).Expect(200);
        var tokens = told.GetProperty("tokens").EnumerateArray().Select(static token => token.GetInt32()).ToArray();

        Assert.NotEmpty(tokens);
        Assert.Equal(tokens.Length, told.GetProperty("count").GetInt32());
        Assert.Equal(tokens.Length, told.GetProperty("token_strs").GetArrayLength());
        Assert.True(told.GetProperty("max_model_len").GetInt32() > tokens.Length);
        var text = (await Client.PostAsync("/detokenize", new JsonObject { ["model"] = Model, ["tokens"] = new JsonArray([.. tokens.Select(static token => (JsonNode)token)]) }, Token)).Expect(200);
        Assert.Equal("Hello there", text.GetProperty("prompt").GetString());
    }

    [Fact]
    public async Task Messages_become_what_the_model_reads()
    {
        var body = Bodies.Chat("hello").With("model", Model);
        var prompt = (await Client.PostAsync("/apply-template", body, Token)).Expect(200).GetProperty("prompt").GetString()!;
        var told = (await Client.PostAsync("/tokenize", Bodies.Chat("hello").With("model", Model), Token)).Expect(200);

        Assert.Contains("hello", prompt, StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, told.GetProperty("token_strs").ValueKind);
        var answer = (await Client.PostAsync("/v1/chat/completions", Bodies.Chat("hello").With("model", Model).With("max_tokens", 1), Token)).Expect(200);
        Assert.Equal(answer.GetProperty("usage").GetProperty("prompt_tokens").GetInt32(), told.GetProperty("count").GetInt32());
    }

    [Theory]
    [InlineData("/tokenize", """{"model":"tiny-chat"}""", "prompt")]
    [InlineData("/detokenize", """{"model":"tiny-chat"}""", "tokens")]
    [InlineData("/detokenize", """{"model":"tiny-chat","tokens":["a"]}""", "tokens")]
    [InlineData("/apply-template", """{"model":"tiny-chat","messages":[]}""", "messages")]
    public async Task A_wrong_question_is_refused_naming_its_field(string route, string body, string param) =>
        (await Client.PostAsync(route, body, Token)).ExpectError(400, "invalid_value", param);

    [Fact]
    public async Task An_unknown_model_is_told() =>
        (await Client.PostAsync("/tokenize", """{"model":"nobody","prompt":"a"}""", Token)).ExpectError(404, "model_not_found");
}
