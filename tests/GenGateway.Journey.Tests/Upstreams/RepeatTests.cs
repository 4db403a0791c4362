using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What is asked again, how often, and what an outage may cost.</summary>
public sealed class RepeatTests : UpstreamTest
{
    [Theory]
    [InlineData("500")]
    [InlineData("429")]
    [InlineData("reset")]
    [InlineData("role chunk only")]
    public async Task A_backend_that_fails_for_a_moment_answers_in_the_end(string failure)
    {
        var fake = OpenAi();
        var bad = failure switch
        {
            "500" => Behavior.Replying(Replies.Failure(500, "no")),
            "429" => Behavior.Replying(Replies.Failure(429, "slow down", "requests", "rate_limit_exceeded")),
            "reset" => new Behavior { Drops = true },
            _ => Behavior.EndingAfter(0, StreamEnding.Clean),
        };
        fake.Behaviors.Next(bad, bad);
        var gateway = await StartAsync(One(fake, 3), Settings("failures: 1000"));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", true), Token);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("3", answer.Header("x-gengateway-attempts"));
        Assert.Contains("[DONE]", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_first_token_is_tried_elsewhere_within_the_total()
    {
        var (slow, good) = (OpenAi(), OpenAi());
        slow.Behaviors.Standing = Behavior.Holding(HoldPlace.BehindPieces);
        var gateway = await StartAsync(
            new Backends().Add("slow", "openai", slow.Endpoint, Model, Served).Add("good", "openai", good.Endpoint, Model, Served),
            "engine: { enabled: false }\nbreaker: { failures: 1000 }\nrouting: { deadlines: { first_token_ms: 300 } }\n");
        for (var i = 0; i < 3; i++)
            (await StreamAsync(gateway.Client, Question())).ExpectWhole(FakeReply.Usual.Text);
        Assert.NotEmpty(slow.Generations);
    }

    [Fact]
    public async Task A_short_rest_is_waited_for_where_nobody_else_is_there()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(Behavior.Replying(Replies.RateLimited(1)));
        var gateway = await StartAsync(One(fake, 1), Settings("failures: 3"));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal("2", answer.Header("x-gengateway-attempts"));
    }

    [Fact]
    public async Task A_rest_beyond_the_deadline_is_told_at_once()
    {
        var fake = OpenAi();
        fake.Behaviors.Next(Behavior.Replying(Replies.RateLimited(8)));
        var gateway = await StartAsync(One(fake, 3), Settings("failures: 3"));
        using var request = GatewayClient.Post("/v1/chat/completions", Question().ToJsonString());
        request.Headers.TryAddWithoutValidation("x-gengateway-timeout-ms", "5000");
        var answer = await gateway.Client.SendAsync(request, Token);
        answer.ExpectError(429, "rate_limit_exceeded");
        Assert.Equal("8", answer.Header("Retry-After"));
        Assert.Single(fake.Generations);
    }

    [Theory]
    [InlineData(500, "false", 1, 502)]
    [InlineData(400, "true", 3, 200)]
    public async Task A_backends_own_word_wins_over_its_status(int status, string shouldRetry, int attempts, int expected)
    {
        var fake = OpenAi();
        var reply = Behavior.Replying(Replies.Failure(status, "no").With("x-should-retry", shouldRetry));
        fake.Behaviors.Next(reply, reply);
        var gateway = await StartAsync(One(fake, 3), Settings("failures: 1000"));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.Equal((expected, attempts), (answer.Status, fake.Generations.Count));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task Refused_credentials_are_tried_elsewhere_and_never_twice(int status)
    {
        var (bad, good) = (OpenAi(), OpenAi());
        bad.Behaviors.Standing = Replies.EchoingKey(status);
        var backends = One(bad, 3).Entry($"name: good, protocol: openai, endpoints: [\"{good.Endpoint}\"], models: [{{ id: {Model}, upstream: {Served} }}], weight: 0, health_check: {{ enabled: false }}");
        var gateway = await StartAsync(backends, Settings("failures: 1000"));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        Assert.Equal((1, 1), (bad.Generations.Count, good.Generations.Count));
        good.Behaviors.Standing = Replies.EchoingKey(status);
        var refused = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        refused.ExpectError(502, "backend_error");
        Assert.DoesNotContain("Incorrect API key", refused.Text, StringComparison.Ordinal);
        Assert.Equal((2, 2), (bad.Generations.Count, good.Generations.Count));
    }

    [Fact]
    public async Task One_bad_request_does_not_open_a_breaker_by_its_repeats()
    {
        var fake = OpenAi();
        var bad = Behavior.Replying(Replies.Failure(500, "no"));
        fake.Behaviors.Next(bad, bad, bad, bad);
        var gateway = await StartAsync(One(fake, 3), Settings("failures: 2, open_secs: 3600"));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(502, "backend_error");
        Assert.Equal(4, fake.Generations.Count);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
    }

    [Fact]
    public async Task An_outage_is_not_multiplied()
    {
        var (one, two) = (OpenAi(), OpenAi());
        one.Behaviors.Standing = two.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(
            One(one, 3).Entry($"name: two, protocol: openai, endpoints: [\"{two.Endpoint}\"], models: [{{ id: {Model}, upstream: {Served} }}], health_check: {{ enabled: false }}"),
            "engine: { enabled: false }\nbreaker: { failures: 1000 }\nrouting: { retry: { backoff_ms: 1 } }\n");
        for (var i = 0; i < 100; i++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(502, "backend_error");
        Assert.InRange(one.Generations.Count + two.Generations.Count, 110, (100 * 1.2) + 10);
        var page = MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text);
        Assert.True(page.Sum("gengateway_retry_budget_exhausted_total") > 0);
    }

    private static Backends One(FakeOpenAi fake, int retryCount) =>
        new Backends().Entry($"name: one, protocol: openai, endpoints: [\"{fake.Endpoint}\"], models: [{{ id: {Model}, upstream: {Served} }}], retry_count: {retryCount}, health_check: {{ enabled: false }}");

    private static string Settings(string breaker) =>
        $"engine: {{ enabled: false }}\nbreaker: {{ {breaker} }}\nrouting: {{ retry: {{ max_attempts: 4, backoff_ms: 1, budget_percent: 100, budget_min: 1000 }} }}\n";
}
