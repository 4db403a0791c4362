using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>The official OpenAI SDK for JavaScript at the Responses API, changed in nothing but its endpoint (tests/clients/responses.mjs).</summary>
public sealed class ResponsesSdkTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    [Fact]
    public Task It_creates_goes_on_streams_reads_again_and_deletes() => ResponsesSdk.CheckAsync(Gateway.Url, "tiny-chat", countsAll: true, Token);
}
