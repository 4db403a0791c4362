using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Every event leaves at once: it is read while the engine is still at work.</summary>
public sealed class StreamingTests : JourneyTest
{
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    public async Task Events_arrive_while_the_answer_still_grows(string path)
    {
        const int Length = 20_000;
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, "endless") });
        var body = path.Contains("chat", StringComparison.Ordinal) ? Bodies.Chat("Go on.") : Bodies.Completion("Go on.");
        await using var stream = await gateway.Client.StreamAsync(path, body.With("model", "endless").With("max_tokens", Length).With("temperature", 0), Token);

        await stream.NextTextAsync(Token);
        var during = await EngineCounters.ReadAsync(gateway.Client, "endless", Token);
        Assert.Equal(1, during.Active);
        Assert.InRange(during.DecodeRows, 1, Length / 2);

        // The engine need not have had a turn since: what is asked is that it has one while the client reads on.
        var later = during;
        while (later.DecodeRows <= during.DecodeRows)
        {
            await stream.NextTextAsync(Token);
            later = await EngineCounters.ReadAsync(gateway.Client, "endless", Token);
            Assert.Equal(1, later.Active);
        }
    }
}
