using System.Text.Json.Nodes;
using GenGateway.TestKit;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Questions about tokens, asked of a backend that has the route, and of one that has not.</summary>
public sealed class TokenRelayTests : UpstreamTest
{
    [Fact]
    public async Task A_backend_that_has_the_route_is_asked_for_its_own_model()
    {
        var fake = OpenAi(OpenAiProfile.Vllm);
        var gateway = await StartAsync(new Backends().Add("vllm", "openai", fake.Endpoint, Model, Served));
        var told = (await gateway.Client.PostAsync("/tokenize", new JsonObject { ["model"] = Model, ["prompt"] = "ab", ["add_special_tokens"] = false }, Token)).Expect(200);

        Assert.Equal(FakeTokens.Encode("ab"), told.GetProperty("tokens").EnumerateArray().Select(static token => token.GetInt32()));
        Assert.Equal(Served, fake.Traffic.Requests.Last(static request => request.Path == "/tokenize").Json["model"]!.GetValue<string>());
    }

    [Fact]
    public async Task Where_nobody_has_it_the_answer_says_so()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        (await gateway.Client.PostAsync("/apply-template", """{"model":"public-model","messages":[{"role":"user","content":"hi"}]}""", Token)).ExpectError(400, "invalid_value", "model");
    }
}
