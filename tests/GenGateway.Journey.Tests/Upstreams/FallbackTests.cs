using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit.Behaving;
using GenGateway.TestKit.OpenAi;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>What takes over where a whole pool fails, and what never does.</summary>
public sealed class FallbackTests : UpstreamTest
{
    private const string Small = "small-model";
    private const string Long = "long-model";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_model_falls_back_to_another_and_the_answer_says_which(bool stream)
    {
        var (primary, other) = (Failing(), OpenAi());
        var gateway = await StartAsync(Two(primary, other), Settings($"fallbacks: {{ {Model}: [{Small}] }}"));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(("other", Small, "2"), (answer.Header("x-gengateway-backend"), answer.Header("x-gengateway-model"), answer.Header("x-gengateway-attempts")));
        Assert.Contains($"\"model\":\"{Small}\"", answer.Text, StringComparison.Ordinal);
        Assert.Single(primary.Generations);
        var page = MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text);
        Assert.Equal((1, 1), (page.Sum("gengateway_fallbacks_total"), page.Sum("gengateway_retries_total", "reason", "backend_error")));
    }

    [Fact]
    public async Task A_backend_falls_back_to_another_with_the_same_model_and_the_clients_name_for_it()
    {
        var (primary, other) = (Failing(), OpenAi());
        var gateway = await StartAsync(
            new Backends().Add("primary", "openai", primary.Endpoint, Model, Served).Add("other", "openai", other.Endpoint, Model, Served),
            Settings($"model_mappings: {{ {Model}: primary }}, fallbacks: {{ primary: [other] }}"));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(("other", Model), (answer.Header("x-gengateway-backend"), answer.Json.GetProperty("model").GetString()));
    }

    [Fact]
    public async Task A_fallback_that_fails_too_is_followed_by_the_next_and_circles_end()
    {
        var (primary, second, third) = (Failing(), Failing(), OpenAi());
        var gateway = await StartAsync(
            Two(primary, second).Add("third", "openai", third.Endpoint, Long, Served),
            Settings($"fallbacks: {{ {Model}: [{Small}], other: [{Model}, {Long}] }}"));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.True(answer.Status == 200, answer.Text);
        Assert.Equal(("third", "3"), (answer.Header("x-gengateway-backend"), answer.Header("x-gengateway-attempts")));

        third.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var refused = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        refused.ExpectError(502, "backend_error");
        Assert.Equal("3", refused.Header("x-gengateway-attempts"));
    }

    [Fact]
    public async Task A_pool_out_of_service_is_replaced_at_once()
    {
        var (primary, other) = (Failing(), OpenAi());
        var gateway = await StartAsync(Two(primary, other), $"engine: {{ enabled: false }}\nbreaker: {{ failures: 1, open_secs: 3600 }}\nrouting: {{ fallbacks: {{ primary: [{Small}] }} }}\n");
        for (var i = 0; i < 3; i++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        Assert.Equal((1, 3), (primary.Generations.Count, other.Generations.Count));
    }

    [Fact]
    public async Task A_named_backend_and_a_narrow_key_never_reach_the_fallback()
    {
        var (primary, other) = (Failing(), OpenAi());
        var gateway = await StartAsync(Two(primary, other), Settings($"fallbacks: {{ {Model}: [{Small}], primary: [other] }}") + $"auth: {{ api_keys: [ {{ name: narrow, key: gg-canary-narrow-77aa, scopes: [generate], models: [{Model}] }}, {{ name: wide, key: gg-canary-wide-77aa }} ] }}\n");
        using var narrow = GatewayClient.Post("/v1/chat/completions", Question().ToJsonString());
        narrow.Headers.Authorization = new("Bearer", "gg-canary-narrow-77aa");
        (await gateway.Client.SendAsync(narrow, Token)).ExpectError(502, "backend_error");
        using var named = GatewayClient.Post("/v1/chat/completions", Question().With("backend", "primary").ToJsonString());
        named.Headers.Authorization = new("Bearer", "gg-canary-wide-77aa");
        (await gateway.Client.SendAsync(named, Token)).ExpectError(502, "backend_error");
        Assert.Empty(other.Generations);
    }

    [Fact]
    public async Task A_fallbacks_own_limit_holds_for_what_it_takes_over()
    {
        var (primary, other) = (Failing(), OpenAi());
        var gateway = await StartAsync(Two(primary, other), Settings($"fallbacks: {{ {Model}: [{Small}] }}") + $"rate_limit: {{ per_model: {{ {Small}: {{ requests_per_minute: 2 }} }} }}\n");
        for (var i = 0; i < 2; i++)
            (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        // What the primary said tells more than a limit of somebody who was not asked.
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(502, "backend_error");
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(Small), Token)).ExpectError(429, "rate_limit_exceeded");
        Assert.Equal((3, 2), (primary.Generations.Count, other.Generations.Count));
    }

    [Fact]
    public async Task What_is_too_long_goes_to_the_longer_model_and_nowhere_else()
    {
        var (small, twin, longer) = (OpenAi(OpenAiProfile.LlamaServer), OpenAi(OpenAiProfile.LlamaServer), OpenAi());
        small.Behaviors.Standing = twin.Behaviors.Standing = Behavior.Replying(Replies.LlamaContextOverflow);
        var gateway = await StartAsync(
            new Backends().Add("small", "openai", small.Endpoint, Model, Served).Add("twin", "openai", twin.Endpoint, Model, Served).Add("longer", "openai", longer.Endpoint, Long, Served),
            Settings($"context_fallbacks: {{ {Model}: {Long} }}"));
        var answer = (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        Assert.Equal(Long, answer.GetProperty("model").GetString());
        Assert.Equal(1, small.Generations.Count + twin.Generations.Count);

        // An ordinary failure is no reason to go there.
        small.Behaviors.Standing = twin.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(502, "backend_error");
        Assert.Single(longer.Generations);
    }

    [Fact]
    public async Task A_content_filter_is_not_shopped_around()
    {
        var (primary, other) = (OpenAi(), OpenAi());
        primary.Behaviors.Standing = Behavior.Replying(Replies.Failure(400, "The response was filtered", "invalid_request_error", "content_filter"));
        var gateway = await StartAsync(Two(primary, other), Settings($"fallbacks: {{ {Model}: [{Small}] }}"));
        var answer = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        Assert.Equal((400, "content_filter"), (answer.Status, answer.Json.GetProperty("error").GetProperty("code").GetString()));
        Assert.Equal((1, 0), (primary.Generations.Count, other.Generations.Count));
    }

    private static Backends Two(FakeOpenAi primary, FakeOpenAi other) =>
        new Backends().Add("primary", "openai", primary.Endpoint, Model, Served).Add("other", "openai", other.Endpoint, Small, Served);

    private static string Settings(string routing) =>
        $"engine: {{ enabled: false }}\nbreaker: {{ failures: 1000 }}\nrouting: {{ {routing}, retry: {{ max_attempts: 8, backoff_ms: 1, budget_percent: 100, budget_min: 1000 }} }}\n";

    private FakeOpenAi Failing()
    {
        var fake = OpenAi();
        fake.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        return fake;
    }
}
