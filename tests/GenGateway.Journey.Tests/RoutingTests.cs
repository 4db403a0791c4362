using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Which model answers is what the client or the operator said.</summary>
public sealed class RoutingTests : JourneyTest
{
    [Fact]
    public async Task A_model_is_answered_by_its_own_name_and_default_models_are_obeyed()
    {
        var gateway = await StartAsync(new GatewayOptions
        {
            Models = models =>
            {
                ModelFolders.Add(models, "gpt2");
                ModelFolders.Add(models, "llama");
            },
        }.WithConfiguration("routing: { default_models: { chat: llama, completion: tiny-chat } }\n"));

        Assert.Equal("llama", await ModelOfAsync(gateway, "/v1/chat/completions", null));
        Assert.Equal("tiny-chat", await ModelOfAsync(gateway, "/v1/completions", null));
        foreach (var model in new[] { "gpt2", "llama", "tiny-chat" })
            Assert.Equal(model, await ModelOfAsync(gateway, "/v1/chat/completions", model));
    }

    [Fact]
    public async Task The_engine_can_be_switched_off()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("engine: { enabled: false }\n"));

        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "tiny-chat"), Token)).ExpectError(404, "model_not_found");
        Assert.Empty((await gateway.Client.GetAsync("/v1/models", Token)).Expect(200).GetProperty("data").EnumerateArray());
        Assert.Equal(503, (await gateway.Client.GetAsync("/readyz", Token)).Status);
    }

    [Fact]
    public async Task Models_are_read_from_the_folder_that_is_configured()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => Directory.Move(ModelFolders.Add(models, "gpt2"), Path.Combine(Directory.CreateDirectory(Path.Combine(models, "..", "elsewhere")).FullName, "mine")) }
            .WithEnvironment("GEN_GATEWAY__ENGINE__MODELS_PATH", "./elsewhere"));

        Assert.Equal("mine", await ModelOfAsync(gateway, "/v1/chat/completions", "mine"));
    }

    [Fact]
    public async Task A_predecessors_default_model_that_is_not_here_is_told_and_gives_way()
    {
        var gateway = await StartAsync(new GatewayOptions().WithEnvironment("INFERENCE_DEFAULT_MODEL_NAME", "gpt2"));

        Assert.Equal("tiny-chat", await ModelOfAsync(gateway, "/v1/chat/completions", null));
        Assert.Equal("tiny-chat", await ModelOfAsync(gateway, "/v1/completions", null));
        Assert.Contains(gateway.Log.Output, line => line.Contains("routing.default_models.chat is 'gpt2'", StringComparison.Ordinal) && line.Contains("tiny-chat", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_written_default_model_that_is_not_here_is_told_and_named_in_the_refusal()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("routing: { default_models: { chat: gpt2 } }\n"));

        var error = (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello"), Token)).ExpectError(404, "model_not_found");
        Assert.Contains("routing.default_models.chat", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains(gateway.Log.Output, line => line.Contains("routing.default_models.chat is 'gpt2'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_key_with_models_learns_no_other_names()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = static models => ModelFolders.Add(models, "gpt2") }.WithConfiguration(
            "auth: { api_keys: [ { name: narrow, key: gg-canary-narrow-41cc, scopes: [generate, read], models: [gpt2] } ] }\n"));

        var list = (await AskAsync(gateway, HttpMethod.Get, "/v1/models", null)).Expect(200);
        Assert.Equal(["gpt2"], list.GetProperty("data").EnumerateArray().Select(static model => model.GetProperty("id").GetString()));
        (await AskAsync(gateway, HttpMethod.Get, "/v1/models/tiny-chat", null)).ExpectError(404, "model_not_found");
        var refused = (await AskAsync(gateway, HttpMethod.Post, "/v1/chat/completions", Bodies.Chat("Hello").With("model", "nobody").ToJsonString())).ExpectError(404, "model_not_found");
        Assert.DoesNotContain("tiny-chat", refused.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, HttpMethod method, string path, string? body)
    {
        var request = body is null ? new HttpRequestMessage(method, path) : GatewayClient.Post(path, body);
        request.Headers.Authorization = new("Bearer", "gg-canary-narrow-41cc");
        return gateway.Client.SendAsync(request, Token);
    }

    private async Task<string?> ModelOfAsync(GatewayProcess gateway, string path, string? model)
    {
        var body = (path.Contains("chat", StringComparison.Ordinal) ? Bodies.Chat("Hello") : Bodies.Completion("Hello")).With("max_tokens", 2).With("model", model);
        return (await gateway.Client.PostAsync(path, body, Token)).Expect(200).GetProperty("model").GetString();
    }
}
