using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A family that is switched off answers 404 in its own shape; the others go on.</summary>
public sealed class SurfaceSwitchTests : JourneyTest
{
    [Fact]
    public async Task Inference_can_be_switched_off()
    {
        var client = (await StartAsync(new GatewayOptions().WithConfiguration("surfaces: { inference: false }\n"))).Client;

        (await client.PostAsync("/api/v1/inference", """{"text":"Hello"}""", Token)).ExpectInferenceError(404);
        (await client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
    }

    [Fact]
    public async Task OpenAI_can_be_switched_off()
    {
        var client = (await StartAsync(new GatewayOptions().WithConfiguration("surfaces: { openai: false }\n"))).Client;

        (await client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello"), Token)).ExpectError(404, "not_found");
        (await client.PostAsync("/api/v1/inference", """{"text":"Hello","max_tokens":1}""", Token)).Expect(200);
        Assert.Equal(200, (await client.GetAsync("/health", Token)).Status);
    }

    [Fact]
    public async Task Metrics_can_be_switched_off()
    {
        var client = (await StartAsync(new GatewayOptions().WithConfiguration("metrics: { enabled: false }\n"))).Client;

        Assert.Equal(404, (await client.GetAsync("/metrics", Token)).Status);
    }
}
