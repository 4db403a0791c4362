using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Without ONNX Runtime's native library the engine is off; the program starts and says so.</summary>
public sealed class MissingRuntimeTests : JourneyTest
{
    private const string Nowhere = "/nonexistent/libonnxruntime.so";

    [Fact]
    public async Task It_starts_and_says_in_one_line_what_is_missing_and_answers_503_with_the_reason()
    {
        var gateway = await StartAsync(new GatewayOptions { ExpectsErrors = true }.WithEnvironment("GENGATEWAY_ONNXRUNTIME", Nowhere));

        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello"), Token);
        var message = answer.ExpectError(503, "no_healthy_backends").GetProperty("message").GetString();
        Assert.Contains(Nowhere, message, StringComparison.Ordinal);
        Assert.Contains("503", (await gateway.Client.PostAsync("/api/v1/inference", """{"text":"Hello"}""", Token)).Status.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);

        Assert.Equal("unhealthy", (await gateway.Client.GetAsync("/health", Token)).Expect(503).GetProperty("status").GetString());
        var ready = await gateway.Client.GetAsync("/readyz", Token);
        Assert.Equal(503, ready.Status);
        Assert.NotEqual("", ready.Text);
        Assert.Single(gateway.Log.Output, line => line.Contains(Nowhere, StringComparison.Ordinal) && !line.Contains("\"path\"", StringComparison.Ordinal));
        Assert.Empty(gateway.Log.Errors);
    }
}
