using System.Diagnostics;
using System.Text.Json.Nodes;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>SIGTERM: what is open may finish, nothing new begins, and nothing is passed off as finished that is not.</summary>
public sealed class DrainTests : JourneyTest
{
    private const string Model = "endless";

    [Fact]
    public async Task An_open_stream_finishes_and_new_requests_are_told_that_the_server_stops()
    {
        var gateway = await StartAsync(60);
        var length = await TokensOfAsync(gateway, TimeSpan.FromSeconds(1.5));
        await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Chat(length), Token);
        await stream.NextTextAsync(Token);

        await gateway.TerminateAsync(Token);
        await Eventually.ReachesAsync(async () => (await gateway.Client.GetAsync("/readyz", Token)).Status, status => status == 503, TimeSpan.FromSeconds(5), "not ready any more", Token);
        var refused = await gateway.Client.PostAsync("/v1/chat/completions", Chat(1), Token);
        refused.ExpectError(503, "draining");
        (await gateway.Client.PostAsync("/api/v1/inference", new JsonObject { ["text"] = "Hello" }, Token)).ExpectInferenceError(503);
        Assert.Equal(200, (await gateway.Client.GetAsync("/healthz", Token)).Status);
        var rest = await stream.RestAsync(Token);

        Assert.True(rest.Done);
        Assert.Equal("length", rest.FinishReason);
        Assert.Equal(0, await gateway.ExitCodeAsync(Token));
    }

    [Fact]
    public async Task A_whole_answer_that_is_under_way_is_delivered()
    {
        var gateway = await StartAsync(60);
        var length = await TokensOfAsync(gateway, TimeSpan.FromSeconds(1));
        var before = await EngineCounters.ReadAsync(gateway.Client, Model, Token);
        var answer = gateway.Client.PostAsync("/v1/chat/completions", Chat(length), Token);
        await Eventually.ReachesAsync(() => EngineCounters.ReadAsync(gateway.Client, Model, Token), now => now.DecodeRows > before.DecodeRows, TimeSpan.FromSeconds(5), "it runs", Token);

        await gateway.TerminateAsync(Token);

        Assert.Equal(length, (await answer).Expect(200).GetProperty("usage").GetProperty("completion_tokens").GetInt32());
        Assert.Equal(0, await gateway.ExitCodeAsync(Token));
    }

    [Fact]
    public async Task A_stream_that_outlasts_the_drain_time_ends_with_an_error_and_no_terminator()
    {
        var gateway = await StartAsync(1);
        await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Chat(150_000), Token);
        await stream.NextTextAsync(Token);

        var stopped = Stopwatch.GetTimestamp();
        await gateway.TerminateAsync(Token);
        var rest = await stream.RestAsync(Token);
        var code = await gateway.ExitCodeAsync(Token);

        Assert.False(rest.Done, "A cut answer is never passed off as a whole one.");
        Assert.Null(rest.FinishReason);
        Assert.True(Chunks.IsError(rest.Events[^1]), rest.Events[^1].GetRawText());
        Assert.Equal("draining", rest.Events[^1].GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(0, code);
        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task With_nothing_open_it_stops_at_once()
    {
        var gateway = await StartAsync(60);
        await gateway.Client.GetAsync("/health", Token);

        var stopped = Stopwatch.GetTimestamp();
        await gateway.TerminateAsync(Token);

        Assert.Equal(0, await gateway.ExitCodeAsync(Token));
        Assert.InRange(Stopwatch.GetElapsedTime(stopped), TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    private static JsonObject Chat(int length) => Bodies.Chat("Go on.").With("model", Model).With("max_tokens", length).With("temperature", 0);

    private Task<GatewayProcess> StartAsync(int drainSeconds) => StartAsync(
        new GatewayOptions { Models = models => ModelFolders.AddEndless(models, Model) }.WithConfiguration($"server: {{ drain_timeout_secs: {drainSeconds} }}\n"));

    /// <summary>How many tokens this machine computes in about that time, now; later ones cost more, so it takes somewhat longer.</summary>
    private async Task<int> TokensOfAsync(GatewayProcess gateway, TimeSpan time)
    {
        const int Sample = 600;
        await gateway.Client.PostAsync("/v1/chat/completions", Chat(1), Token);
        var started = Stopwatch.GetTimestamp();
        (await gateway.Client.PostAsync("/v1/chat/completions", Chat(Sample), Token)).Expect(200);
        return (int)Math.Clamp(Sample * (time / Stopwatch.GetElapsedTime(started)), Sample, ModelFolders.EndlessContext / 2);
    }
}
