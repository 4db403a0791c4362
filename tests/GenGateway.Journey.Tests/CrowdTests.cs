using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Many clients at once, and some that behave badly: each gets its own answer and nobody waits for the slow one.</summary>
public sealed class CrowdTests : JourneyTest
{
    private const string Model = "endless";

    [Fact]
    public async Task Forty_chats_at_once_get_the_answers_that_they_would_get_alone()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.Add(models, "gpt2") });
        async Task<string> AskAsync(int number)
        {
            var body = Bodies.Completion($"Number {number} says").With("model", "gpt2").With("temperature", 1).With("seed", number).With("max_tokens", 30);
            return (await gateway.Client.PostAsync("/v1/completions", body, Token)).Expect(200).GetProperty("choices")[0].GetProperty("text").GetString()!;
        }

        List<string> alone = [];
        for (var number = 0; number < 40; number++)
            alone.Add(await AskAsync(number));

        Assert.Equal(alone, await Task.WhenAll(Enumerable.Range(0, 40).Select(AskAsync)));
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_nobody_up()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) });
        var body = Bodies.Chat("Go on.").With("model", Model).With("max_tokens", 50_000).With("stream", true).ToJsonString();
        using var idle = await RawConnection.OpenAsync(gateway.Url, Token);
        await idle.SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}", Token);
        await idle.ReadUntilAsync("data: ", Token);

        var answer = (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Go on.").With("model", Model).With("max_tokens", 200), Token)).Expect(200);
        Assert.Equal(200, answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32());
    }

    [Fact]
    public async Task A_full_queue_says_so_at_once_and_when_to_come_back()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) }
            .WithConfiguration("engine: { max_sequences: 1 }\nqueue: { max_size: 1 }\n"));
        await using var running = await gateway.Client.StreamAsync("/v1/chat/completions", Long(), Token);
        await running.NextTextAsync(Token);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task<WireAnswer>[] more = [gateway.Client.PostAsync("/v1/chat/completions", Long(), patience.Token), gateway.Client.PostAsync("/v1/chat/completions", Long(), patience.Token)];

        // One place to wait for two: whoever comes second is told so while the other waits on.
        var refused = await await Task.WhenAny(more);
        refused.ExpectError(429, "queue_full");
        Assert.NotNull(refused.Header("Retry-After"));
        var waiting = Assert.Single(more, one => !one.IsCompleted);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task One_that_leaves_the_queue_is_never_computed_and_the_next_gets_its_turn()
    {
        var gateway = await StartAsync(new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) }
            .WithConfiguration("engine: { max_sequences: 1 }\nqueue: { max_size: 1 }\n"));
        EngineCounters before;
        Task<WireAnswer> last;
        await using (var running = await gateway.Client.StreamAsync("/v1/chat/completions", Long(), Token))
        {
            await running.NextTextAsync(Token);
            before = await EngineCounters.ReadAsync(gateway.Client, Model, Token);

            // Of two, the one place to wait takes one: when the other was refused, this one is in the queue.
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
            Task<WireAnswer>[] more = [gateway.Client.PostAsync("/v1/chat/completions", Long(), patience.Token), gateway.Client.PostAsync("/v1/chat/completions", Long(), patience.Token)];
            (await await Task.WhenAny(more)).ExpectError(429, "queue_full");
            var waiting = Assert.Single(more, one => !one.IsCompleted);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            await Eventually.ReachesAsync(
                () => gateway.Client.MetricsAsync(Token),
                page => page.Sum("inference_gateway_http_requests_total", "status", "499") == 1,
                TimeSpan.FromSeconds(5),
                "it has left the queue",
                Token);
            last = gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Go on.").With("model", Model).With("max_tokens", 5), Token);
        }

        var prompt = (await last).Expect(200).GetProperty("usage").GetProperty("prompt_tokens").GetInt32();
        var after = (await EngineCounters.ReadAsync(gateway.Client, Model, Token)).Since(before);
        // The next one's sequence and its prompt, and nobody else's.
        Assert.Equal((1, prompt), (after.Started, after.PrefillRows));
        Assert.Equal(-1, after.Active);
    }

    private static System.Text.Json.Nodes.JsonObject Long() => Bodies.Chat("Go on.").With("model", Model).With("max_tokens", 100_000);
}
