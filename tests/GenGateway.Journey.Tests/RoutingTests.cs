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

    private async Task<string?> ModelOfAsync(GatewayProcess gateway, string path, string? model)
    {
        var body = (path.Contains("chat", StringComparison.Ordinal) ? Bodies.Chat("Hello") : Bodies.Completion("Hello")).With("max_tokens", 2).With("model", model);
        return (await gateway.Client.PostAsync(path, body, Token)).Expect(200).GetProperty("model").GetString();
    }
}
