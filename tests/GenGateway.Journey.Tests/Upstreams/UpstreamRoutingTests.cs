using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Which of two backends is asked is what the client or the operator said, on every surface; where nobody said, they take turns.</summary>
public sealed class UpstreamRoutingTests : UpstreamTest
{
    private const string Chat = "/v1/chat/completions";
    private const string Inference = "/api/v1/inference";

    public static TheoryData<string> Routes => [Chat, Inference];

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_mapping_says_which_backend_serves_a_model(string route)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Two(one, two), With($"model_mappings: {{ {Model}: two }}"));
        for (var i = 0; i < 4; i++)
            Assert.Equal("two", await AskAsync(gateway, route, Model));
        Assert.Equal((0, 4), (one.Generations.Count, two.Generations.Count));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task An_alias_is_another_name_for_a_model_or_for_a_backends_model(string route)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Two(one, two), With($"aliases: {{ short: {Model}, exact: two/{Model} }}"));
        Assert.Equal(["one", "two"], new[] { await AskAsync(gateway, route, "short"), await AskAsync(gateway, route, "short") }.Order());
        for (var i = 0; i < 3; i++)
            Assert.Equal("two", await AskAsync(gateway, route, "exact"));
        Assert.Equal(Served, two.LastGeneration.Json["model"]!.GetValue<string>());
        Assert.Equal((1, 4), (one.Generations.Count, two.Generations.Count));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_backend_before_the_models_name_is_the_one_that_is_asked(string route)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Two(one, two));
        for (var i = 0; i < 3; i++)
            Assert.Equal("one", await AskAsync(gateway, route, $"one/{Model}"));
        Assert.Equal((3, 0), (one.Generations.Count, two.Generations.Count));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_backend_that_the_client_names_in_body_or_header_is_asked_and_no_other(string route)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Two(one, two));
        for (var i = 0; i < 3; i++)
        {
            (await gateway.Client.PostAsync(route, Body(route, Model).With("backend", "two"), Token)).Expect(200);
            using var request = GatewayClient.Post(route, Body(route, Model).ToJsonString());
            request.Headers.TryAddWithoutValidation("x-gengateway-backend", "two");
            (await gateway.Client.SendAsync(request, Token)).Expect(200);
        }

        Assert.Equal((0, 6), (one.Generations.Count, two.Generations.Count));
        Assert.All(two.Generations, received => Assert.False(received.Json.ContainsKey("backend")));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Two_backends_of_a_model_take_turns(string route)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Two(one, two));
        for (var i = 0; i < 10; i++)
            await AskAsync(gateway, route, Model);
        Assert.Equal((5, 5), (one.Generations.Count, two.Generations.Count));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Two_addresses_of_a_backend_take_turns(string route)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(new Backends().Add("both", "openai", one.Endpoint, Model, Served, second: two.Endpoint));
        for (var i = 0; i < 10; i++)
            Assert.Equal("both", await AskAsync(gateway, route, Model));
        Assert.Equal((5, 5), (one.Generations.Count, two.Generations.Count));
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task A_model_that_nobody_has_is_not_found_and_nobody_is_asked(string route)
    {
        var (one, two) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(Two(one, two), With("aliases: { lost: nobody-has-it }"));
        foreach (var model in (string[])["nobody-has-it", "lost", "two/nobody-has-it", $"three/{Model}"])
        {
            var answer = await gateway.Client.PostAsync(route, Body(route, model), Token);
            if (route == Chat)
                answer.ExpectError(404, "model_not_found", "model");
            else
                Assert.Contains(model, answer.ExpectInferenceError(404), StringComparison.Ordinal);
            Assert.Null(answer.Header("x-gengateway-backend"));
        }

        Assert.Equal((0, 0), (one.Generations.Count, two.Generations.Count));
    }

    private static Backends Two(FakeOpenAi one, FakeOpenAi two) =>
        new Backends().Add("one", "openai", one.Endpoint, Model, Served).Add("two", "openai", two.Endpoint, Model, Served);

    private static string With(string routing) => $"engine: {{ enabled: false }}\nrouting: {{ {routing} }}\n";

    private static JsonObject Body(string route, string model) => route == Chat ? Question(model) : new JsonObject { ["text"] = "hello", ["model"] = model };

    private async Task<string?> AskAsync(GatewayProcess gateway, string route, string model)
    {
        var answer = await gateway.Client.PostAsync(route, Body(route, model), Token);
        Assert.Equal(model, answer.Expect(200).GetProperty("model").GetString());
        return answer.Header("x-gengateway-backend");
    }
}
