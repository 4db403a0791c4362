using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.OpenAi;
using GenGateway.TestKit.Wire;

namespace GenGateway.Journey.Tests.Upstreams;

/// <summary>Active probes: which routes they ask for, as whom, how often, and what follows.</summary>
public sealed class ProbeTests : UpstreamTest
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_protocols_own_probe_shows_the_credentials_and_generates_nothing()
    {
        var (openAi, ollama) = (OpenAi(), Ollama());
        (openAi.Credential, ollama.Credential) = (FakeCredential.Bearer("probe-key"), FakeCredential.InHeader("x-own", "other-key"));
        await StartAsync(
            new Backends()
                .Add("one", "openai", openAi.Endpoint, Model, Served, "auth: { type: bearer, token: probe-key }", probes: true)
                .Add("two", "ollama", ollama.Endpoint, "other", "tiny-text", "auth: { type: header, header_name: x-own, token: other-key }", probes: true));
        await openAi.Traffic.UntilAsync(static traffic => traffic.To("/v1/models").Count >= 2, "two probes of the OpenAI protocol", Token);
        await ollama.Traffic.UntilAsync(static traffic => traffic.To("/api/version").Count >= 2, "two probes of Ollama's protocol", Token);

        Assert.All(openAi.Traffic.Requests, static request => Assert.Equal(("GET", "/v1/models", "Bearer probe-key"), (request.Method, request.Path, request.Header("Authorization"))));
        Assert.All(ollama.Traffic.Requests, static request => Assert.Equal(("GET", "/api/version", "other-key"), (request.Method, request.Path, request.Header("x-own"))));
    }

    [Fact]
    public async Task A_path_lies_under_the_endpoint_or_else_under_its_origin()
    {
        var fake = OpenAi(OpenAiProfile.Vllm);
        var gateway = await StartAsync(new Backends().Entry($"name: one, protocol: openai, endpoints: [\"{fake.Endpoint}\"], models: [{Served}], health_check: {{ path: /health, interval_secs: 1, failures: 1, successes: 1 }}"));
        await fake.Traffic.UntilAsync(static traffic => traffic.To("/health").Count >= 3, "three probes at the origin", Token);
        Assert.Single(fake.Traffic.To("/v1/health"));
        Assert.True(await IsHealthyAsync(gateway, "one"));

        fake.Health.Standing = GenGateway.TestKit.Behaving.Behavior.Replying(WireReply.Of(503, "{}", "application/json"));
        await HealthyAsync(gateway, "one", false);
        Assert.Contains("503", (await EndpointAsync(gateway, "one")).GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_whose_probe_fails_is_left_out_and_counted_until_it_succeeds()
    {
        var (mortal, other) = (OpenAi(), OpenAi());
        var gateway = await StartAsync(
            new Backends().Add("one", "openai", mortal.Endpoint, Model, Served, probes: true).Add("two", "openai", other.Endpoint, "other", Served, probes: true));
        await mortal.RefuseAsync();
        await HealthyAsync(gateway, "one", false);
        Assert.Contains("probe", (await EndpointAsync(gateway, "one")).GetProperty("reason").GetString(), StringComparison.Ordinal);
        var refused = await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token);
        refused.ExpectError(503, "no_healthy_backends");
        Assert.NotNull(refused.Header("Retry-After"));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question("other"), Token)).Expect(200);
        var health = (await gateway.Client.GetAsync("/health", Token)).Expect(200);
        Assert.Equal("degraded", health.GetProperty("status").GetString());
        Assert.Equal((2, 1, 1), Counts(health));

        await other.RefuseAsync();
        await HealthyAsync(gateway, "two", false);
        var down = await gateway.Client.GetAsync("/health", Token);
        Assert.Equal((503, "unhealthy"), (down.Status, down.Json.GetProperty("status").GetString()));
        Assert.Equal((2, 0, 2), Counts(down.Json));
        Assert.Equal(503, (await gateway.Client.GetAsync("/readyz", Token)).Status);

        mortal.Accept();
        await HealthyAsync(gateway, "one", true);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        Assert.Single(mortal.Generations);
        await ToldOnceAsync(gateway, "of backend one is out of service");
        await ToldOnceAsync(gateway, "of backend one is in service again");
        var page = MetricsPage.Parse((await gateway.Client.GetAsync("/metrics", Token)).Text);
        Assert.True(page.Sum("gengateway_health_probes_total", "outcome", "succeeded") > 0);
        Assert.True(page.Sum("gengateway_health_probes_total", "outcome", "failed") > 1);
    }

    [Fact]
    public async Task Each_backend_is_probed_on_its_own_interval_and_not_at_all_where_that_is_off()
    {
        var (often, seldom, never) = (OpenAi(), OpenAi(), OpenAi());
        await StartAsync(
            new Backends()
                .Add("often", "openai", often.Endpoint, "a", Served, probes: true)
                .Entry($"name: seldom, protocol: openai, endpoints: [\"{seldom.Endpoint}\"], models: [b], health_check: {{ interval_secs: 3600 }}")
                .Add("never", "openai", never.Endpoint, "c", Served));
        await often.Traffic.UntilAsync(static traffic => traffic.To("/v1/models").Count >= 3, "three probes of the one with the short interval", Token);
        Assert.InRange(seldom.Traffic.Requests.Count, 0, 1);
        Assert.Empty(never.Traffic.Requests);
    }

    [Fact]
    public async Task Pages_read_what_is_known_and_ask_nobody()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("one", "openai", fake.Endpoint, Model, Served));
        foreach (var path in (string[])["/health", "/readyz", "/v1/backends", "/v1/backends/one", "/v1/models", "/metrics"])
            Assert.Equal(200, (await gateway.Client.GetAsync(path, Token)).Status);
        Assert.Empty(fake.Traffic.Requests);
    }

    private static (int Total, int Healthy, int Unhealthy) Counts(JsonElement health)
    {
        var backends = health.GetProperty("backends");
        return (backends.GetProperty("total").GetInt32(), backends.GetProperty("healthy").GetInt32(), backends.GetProperty("unhealthy").GetInt32());
    }

    // Lines come a moment after what they tell.
    private async Task ToldOnceAsync(GatewayProcess gateway, string words)
    {
        bool Tells(string line) => line.Contains(words, StringComparison.Ordinal);
        await Eventually.ReachesAsync(() => Task.FromResult(gateway.Log.Output.Any(Tells)), static told => told, Bound, $"a log line with '{words}'", Token);
        Assert.Single(gateway.Log.Output, Tells);
    }

    private async Task<JsonElement> EndpointAsync(GatewayProcess gateway, string backend) => (await gateway.Client.GetAsync($"/v1/backends/{backend}", Token)).Expect(200).GetProperty("endpoints")[0];

    private async Task<bool> IsHealthyAsync(GatewayProcess gateway, string backend) => (await EndpointAsync(gateway, backend)).GetProperty("healthy").GetBoolean();

    private Task<bool> HealthyAsync(GatewayProcess gateway, string backend, bool healthy) => Eventually.ReachesAsync(
        () => IsHealthyAsync(gateway, backend),
        now => now == healthy,
        Bound,
        $"backend {backend} {(healthy ? "in" : "out of")} service",
        Token);
}
