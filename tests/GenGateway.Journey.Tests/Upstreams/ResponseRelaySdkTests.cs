namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>The official OpenAI SDK for JavaScript in front of a backend that keeps responses itself.</summary>
public sealed class ResponseRelaySdkTests : ResponseRelayTest
{
    [Fact]
    public async Task It_creates_goes_on_streams_reads_again_and_deletes()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(Keeper(fake));
        await ResponsesSdk.CheckAsync(gateway.Url, Model, countsAll: false, Token);
        Assert.All(fake.Generations, request => Assert.Equal(Path, request.Path));
    }
}
