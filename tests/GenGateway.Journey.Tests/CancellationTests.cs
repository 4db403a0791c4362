using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Nobody listens any more, so nothing is computed any more; the engine's own counters say so.</summary>
public sealed class CancellationTests : JourneyTest
{
    private const string Model = "endless";
    private const int Length = 100_000;

    // The promise is 100 ms to act; the rest is for a machine that does other work as well.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    public async Task A_client_that_leaves_stops_its_generation(string path)
    {
        var gateway = await StartAsync();
        var before = await ReadAsync(gateway);
        await using (var stream = await gateway.Client.StreamAsync(path, Endless(path), Token))
        {
            for (var i = 0; i < 5; i++)
                await stream.NextTextAsync(Token);
            Assert.Equal(1, (await ReadAsync(gateway)).Active);
        }

        await StopsAsync(gateway, before);
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/completions")]
    [InlineData("/api/v1/inference")]
    public async Task A_client_that_does_not_wait_for_a_whole_answer_stops_its_generation(string path)
    {
        var gateway = await StartAsync();
        var before = await ReadAsync(gateway);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = gateway.Client.PostAsync(path, Endless(path), patience.Token);
        await Eventually.ReachesAsync(() => ReadAsync(gateway), now => now.DecodeRows > before.DecodeRows, Soon, "the generation runs", Token);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        await StopsAsync(gateway, before);
    }

    [Fact]
    public async Task A_client_that_leaves_while_its_prompt_is_computed_gets_nothing_generated()
    {
        var gateway = await StartAsync();
        var before = await ReadAsync(gateway);
        var prompt = new JsonArray([.. Enumerable.Range(0, 1500).Select(i => (JsonNode)JsonValue.Create(20 + (i % 300)))]);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var answer = gateway.Client.PostAsync("/v1/completions", Endless("/v1/completions").With("prompt", prompt), patience.Token);
        await Eventually.ReachesAsync(() => ReadAsync(gateway), now => now.Active > 0 || now.PrefillRows > before.PrefillRows, Soon, "the sequence is in", Token);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);

        await StopsAsync(gateway, before);
    }

    [Fact]
    public async Task One_that_leaves_does_not_disturb_its_neighbour()
    {
        var gateway = await StartAsync();
        var question = new JsonObject { ["model"] = Model, ["prompt"] = "The fox", ["max_tokens"] = 300, ["temperature"] = 0 };
        var alone = (await gateway.Client.PostAsync("/v1/completions", question, Token)).Expect(200).GetProperty("choices")[0].GetProperty("text").GetString();

        await using var neighbour = await gateway.Client.StreamAsync("/v1/completions", question, Token);
        var text = await neighbour.NextTextAsync(Token);
        await using (var leaver = await gateway.Client.StreamAsync("/v1/completions", Endless("/v1/completions"), Token))
            await leaver.NextTextAsync(Token);
        var rest = await neighbour.RestAsync(Token);

        Assert.True(rest.Done);
        Assert.Equal(alone, text + rest.Text);
    }

    private static JsonObject Endless(string path)
    {
        var body = path switch
        {
            "/v1/chat/completions" => Bodies.Chat("Go on."),
            "/v1/completions" => Bodies.Completion("Go on."),
            _ => new JsonObject { ["text"] = "Go on." },
        };
        return body.With("model", Model).With("max_tokens", Length).With("temperature", 0);
    }

    private Task<GatewayProcess> StartAsync() => StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) });

    private Task<EngineCounters> ReadAsync(GatewayProcess gateway) => EngineCounters.ReadAsync(gateway.Client, Model, Token);

    private async Task StopsAsync(GatewayProcess gateway, EngineCounters before)
    {
        var stopped = await Eventually.ReachesAsync(
            () => ReadAsync(gateway),
            now => now.Active == 0 && now.Cancelled == before.Cancelled + 1,
            Soon,
            "one sequence cancelled, none active",
            Token);
        Assert.True(stopped.DecodeRows - before.DecodeRows < Length / 2, $"It was stopped, not finished: {stopped}");

        // A generation that went on would take turns with this one and have its rows counted too; the prompt gives the first token.
        const int Next = 200;
        (await gateway.Client.PostAsync("/v1/completions", Endless("/v1/completions").With("max_tokens", Next), Token)).Expect(200);
        Assert.Equal(Next - 1, (await ReadAsync(gateway)).Since(stopped).DecodeRows);
    }
}
