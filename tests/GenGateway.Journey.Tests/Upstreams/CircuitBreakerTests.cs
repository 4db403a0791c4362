using System.Globalization;
using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>An endpoint that fails is left alone, tried carefully and taken back, all without a restart.</summary>
public sealed class CircuitBreakerTests : UpstreamTest
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Three_failures_open_it()
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(One(fake), Settings("open_secs: 3600"));
        for (var i = 0; i < 3; i++)
            (await AskAsync(gateway)).ExpectError(502, "backend_error");
        var refused = await AskAsync(gateway);
        refused.ExpectError(503, "no_healthy_backends");
        Assert.InRange(int.Parse(refused.Header("Retry-After") ?? "0", CultureInfo.InvariantCulture), 3000, 4320);
        Assert.Equal(3, fake.Generations.Count);
        Assert.Contains("breaker", (await EndpointAsync(gateway)).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_successes_close_it()
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(One(fake), Settings("failures: 1, open_secs: 1"));
        (await AskAsync(gateway)).ExpectError(502, "backend_error");
        fake.Behaviors.Standing = Behavior.Usual;
        await HealthyAsync(gateway, true);
        (await AskAsync(gateway)).Expect(200);
        Assert.Equal(1, await BreakerAsync(gateway));
        (await AskAsync(gateway)).Expect(200);
        Assert.Equal(0, await BreakerAsync(gateway));
        Assert.Equal(JsonValueKind.Null, (await EndpointAsync(gateway)).GetProperty("reason").ValueKind);
    }

    [Fact]
    public async Task While_it_is_open_every_page_says_so()
    {
        var (ill, well) = (OpenAi(), OpenAi());
        ill.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(
            One(ill).Add("well", "openai", well.Endpoint, "other-model", Served),
            Settings("failures: 1, open_secs: 3600"));
        (await AskAsync(gateway)).ExpectError(502, "backend_error");

        Assert.Equal((2, 1, 1, "degraded"), await HealthAsync(gateway));
        var item = (await gateway.Client.GetAsync("/v1/backends/one", Token)).Expect(200);
        Assert.False(item.GetProperty("healthy").GetBoolean());
        Assert.False(item.GetProperty("endpoints")[0].GetProperty("healthy").GetBoolean());
        Assert.Equal(2, await BreakerAsync(gateway));
        var page = MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text);
        Assert.Equal((0, 1), (page.Sum("gengateway_endpoint_healthy", "backend", "one"), page.Sum("gengateway_endpoint_healthy", "backend", "well")));
        await ToldOnceAsync(gateway, "of backend one is open");
        (await AskAsync(gateway)).ExpectError(503, "no_healthy_backends");
        Assert.InRange(int.Parse((await AskAsync(gateway)).Header("Retry-After") ?? "0", CultureInfo.InvariantCulture), 3000, 4320);
        Assert.Single(ill.Generations);
    }

    [Fact]
    public async Task One_attempt_at_a_time_is_the_trial()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(Behavior.Replying(Replies.Failure(500, "no")));
        var gateway = await StartAsync(One(fake), Settings("failures: 1, open_secs: 1"));
        (await AskAsync(gateway)).ExpectError(502, "backend_error");
        await HealthyAsync(gateway, true);

        var hold = new Hold(HoldPlace.BeforeHead);
        fake.Behaviors.Next(new Behavior { Hold = hold });
        var trial = AskAsync(gateway);
        await hold.Point.ReachedAsync(Token);
        var refused = await AskAsync(gateway);
        refused.ExpectError(503, "no_healthy_backends");
        Assert.NotNull(refused.Header("Retry-After"));
        Assert.Equal(2, fake.Generations.Count);
        hold.Point.Release();
        (await trial).Expect(200);
    }

    [Fact]
    public async Task A_long_stream_that_has_begun_does_not_hold_up_the_next_trial()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(Behavior.Replying(Replies.Failure(500, "no")));
        var gateway = await StartAsync(One(fake), Settings("failures: 1, open_secs: 1"));
        (await AskAsync(gateway)).ExpectError(502, "backend_error");
        await HealthyAsync(gateway, true);

        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        fake.Behaviors.Next(new Behavior { Hold = hold });
        await using var running = await gateway.Client.StreamAsync("/v1/chat/completions", Question(), Token);
        Assert.Equal("Hello", await running.NextTextAsync(Token));
        (await AskAsync(gateway)).Expect(200);
        Assert.Equal(0, await BreakerAsync(gateway));
        hold.Point.Release();
        Assert.True((await StreamOutcome.ReadAsync(running, Token)).Done);
    }

    [Fact]
    public async Task Streams_that_break_after_their_first_content_count()
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.EndingAfter(2, StreamEnding.Cut);
        var gateway = await StartAsync(One(fake), Settings("open_secs: 3600"));
        for (var i = 0; i < 3; i++)
            (await StreamAsync(gateway.Client, Question())).ExpectBroken("Hello world");
        await HealthyAsync(gateway, false);
        (await AskAsync(gateway)).ExpectError(503, "no_healthy_backends");
    }

    [Fact]
    public async Task What_clients_do_wrong_opens_nothing()
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Replying(Replies.Failure(400, "temperature is wrong", "invalid_request_error"));
        var gateway = await StartAsync(One(fake), Settings("failures: 1, open_secs: 3600"));
        for (var i = 0; i < 3; i++)
            Assert.Equal(400, (await AskAsync(gateway)).Status);

        fake.Behaviors.Standing = Behavior.Usual;
        var hold = new Hold(HoldPlace.BehindPieces) { Pieces = 1 };
        fake.Behaviors.Next(new Behavior { Hold = hold });
        await using (var leaving = await gateway.Client.StreamAsync("/v1/chat/completions", Question(), Token))
            Assert.Equal("Hello", await leaving.NextTextAsync(Token));
        await fake.Traffic.UntilAsync(static traffic => traffic.Disconnects > 0, "the end of the request whose client left", Token);
        (await AskAsync(gateway)).Expect(200);
        Assert.Equal(0, await BreakerAsync(gateway));
    }

    [Fact]
    public async Task An_endpoint_that_dies_is_left_out_and_comes_back_without_a_restart()
    {
        var (mortal, other) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", mortal.Endpoint, Model, Served, second: other.Endpoint),
            Settings("failures: 1, successes: 1, open_secs: 1"));
        await mortal.RefuseAsync();
        for (var i = 0; i < 10; i++)
            (await AskAsync(gateway)).Expect(200);
        Assert.Empty(mortal.Generations);

        mortal.Accept();
        await Eventually.ReachesAsync(
            async () =>
            {
                (await AskAsync(gateway)).Expect(200);
                return mortal.Generations.Count;
            },
            static count => count > 0,
            Bound,
            "a generation at the endpoint that came back",
            Token);
    }

    [Fact]
    public async Task A_backend_may_have_a_breaker_of_its_own()
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served, "breaker: { failures: 1, open_secs: 3600 }"), Settings("failures: 50"));
        (await AskAsync(gateway)).ExpectError(502, "backend_error");
        (await AskAsync(gateway)).ExpectError(503, "no_healthy_backends");
    }

    private static Backends One(FakeOpenAi fake) => new Backends().Add("one", "openai", fake.Endpoint, Model, Served);

    private static string Settings(string breaker) => $"engine: {{ enabled: false }}\nbreaker: {{ {breaker} }}\nrouting: {{ retry: {{ max_attempts: 4, backoff_ms: 1, budget_percent: 100, budget_min: 1000 }} }}\n";

    private Task<WireAnswer> AskAsync(GatewayProcess gateway) => gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);

    // Lines come a moment after what they tell.
    private async Task ToldOnceAsync(GatewayProcess gateway, string words)
    {
        bool Tells(string line) => line.Contains(words, StringComparison.Ordinal);
        await Eventually.ReachesAsync(() => Task.FromResult(gateway.Log.Output.Any(Tells)), static told => told, Bound, $"a log line with '{words}'", Token);
        Assert.Single(gateway.Log.Output, Tells);
    }

    private async Task<JsonElement> EndpointAsync(GatewayProcess gateway) => (await gateway.Client.GetAsync("/v1/backends/one", Token)).Expect(200).GetProperty("endpoints")[0];

    private Task<bool> HealthyAsync(GatewayProcess gateway, bool healthy) => Eventually.ReachesAsync(
        async () => (await EndpointAsync(gateway)).GetProperty("healthy").GetBoolean(),
        now => now == healthy,
        Bound,
        healthy ? "an endpoint that is in service again" : "an endpoint that is out of service",
        Token);

    private async Task<double> BreakerAsync(GatewayProcess gateway) =>
        MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text).Sum("gengateway_breaker_state", "backend", "one");

    private async Task<(int Total, int Healthy, int Unhealthy, string? Status)> HealthAsync(GatewayProcess gateway)
    {
        var page = (await gateway.Client.GetAsync("/health", Token)).Expect(200);
        var backends = page.GetProperty("backends");
        return (backends.GetProperty("total").GetInt32(), backends.GetProperty("healthy").GetInt32(), backends.GetProperty("unhealthy").GetInt32(), page.GetProperty("status").GetString());
    }
}
