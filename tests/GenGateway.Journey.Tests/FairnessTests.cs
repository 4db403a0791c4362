using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>No stranger waits behind another's whole answer.</summary>
public sealed class FairnessTests : JourneyTest
{
    private const string Model = "endless";
    private const int Chats = 8;

    [Fact]
    public async Task Of_eight_concurrent_chats_each_has_its_first_token_before_any_has_its_last()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) });
        await gateway.Client.PostAsync("/v1/chat/completions", Chat("Warm up.").With("max_tokens", 1), Token);
        var clock = 0;

        async Task<(int First, int Last)> ChatAsync(int number)
        {
            await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Chat($"Chat number {number}"), Token);
            await stream.NextTextAsync(Token);
            var first = Interlocked.Increment(ref clock);
            var rest = await stream.RestAsync(Token);
            Assert.True(rest.Done);
            Assert.Equal("length", rest.FinishReason);
            return (first, Interlocked.Increment(ref clock));
        }

        var times = await Task.WhenAll(Enumerable.Range(1, Chats).Select(ChatAsync));

        Assert.Equal(Chats, times.Max(time => time.First));
        Assert.Equal(Chats + 1, times.Min(time => time.Last));
    }

    private static System.Text.Json.Nodes.JsonObject Chat(string text) =>
        Bodies.Chat(text).With("model", Model).With("max_tokens", 800).With("temperature", 0);
}
