using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>/metrics under the names that the predecessor's README promised, counting what really happened.</summary>
public sealed class MetricsTests : JourneyTest
{
    private const string Requests = "inference_gateway_http_requests_total";

    [Fact]
    public async Task Requests_are_counted_by_the_template_of_their_route()
    {
        var client = (await StartAsync()).Client;
        for (var i = 0; i < 3; i++)
            await client.GetAsync("/v1/models/tiny-chat", Token);
        await client.GetAsync("/v1/models/nobody", Token);
        await client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2), Token);
        await client.PostAsync("/api/v1/inference", """{"text":"Hello","max_tokens":2}""", Token);
        for (var i = 0; i < 5; i++)
            await client.GetAsync($"/no/such/route/{i}", Token);

        var text = (await client.GetAsync("/metrics", Token)).Text;
        var page = MetricsPage.Parse(text);

        Assert.Equal(4, page.Sum(Requests, "endpoint", "/v1/models/{id}"));
        Assert.Equal(1, page.Sum(Requests, "endpoint", "/v1/chat/completions"));
        Assert.Equal(1, page.Sum(Requests, "endpoint", "/api/v1/inference"));
        Assert.DoesNotContain("/no/such/route", text, StringComparison.Ordinal);
        Assert.Equal(6, page.Sum(Requests, "status", "404"));
        Assert.Equal(1, page.Sum("inference_gateway_http_request_duration_seconds_count", "endpoint", "/v1/chat/completions"));
        Assert.True(page.Has("inference_gateway_inference_duration_seconds_count"), "The time of inference is measured.");
        Assert.True(page.Has("inference_gateway_active_connections"), "Connections are counted.");
    }

    [Fact]
    public async Task An_alias_is_a_label_of_its_own_and_what_it_cost_is_counted()
    {
        var client = (await StartAsync(new GatewayOptions().WithConfiguration("routing: { aliases: { mine: tiny-chat } }\nprices: { mine: { output_per_million: 1000000 } }\n"))).Client;

        var answer = (await client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "mine").With("max_tokens", 2), Token)).Expect(200);

        var page = MetricsPage.Parse((await client.GetAsync("/metrics", Token)).Text);
        Assert.Equal(1, page.Sum("gengateway_requests_total", "model", "mine"));
        Assert.Equal(answer.GetProperty("usage").GetProperty("completion_tokens").GetInt32(), page.Sum("gengateway_cost_usd_total", "model", "mine"));
    }

    [Fact]
    public async Task The_page_is_Prometheus_text()
    {
        var answer = await (await StartAsync()).Client.GetAsync("/metrics", Token);

        Assert.StartsWith("text/plain; version=0.0.4", answer.Header("Content-Type"), StringComparison.Ordinal);
        foreach (var type in answer.Text.Split('\n').Where(line => line.StartsWith("# TYPE", StringComparison.Ordinal)))
            Assert.Matches(@"^# TYPE \w+ (counter|gauge|histogram|summary|untyped)$", type);
    }

    [Fact]
    public async Task OpenMetrics_is_spoken_to_who_asks_for_it()
    {
        var gateway = await StartAsync();
        var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text; version=1.0.0; charset=utf-8");
        var answer = await gateway.Client.SendAsync(request, Token);

        Assert.StartsWith("application/openmetrics-text", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.EndsWith("# EOF\n", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_writes_never_becomes_a_label()
    {
        var gateway = await StartAsync();
        foreach (var model in new[] { "canary-model-1", "canary-model-2\n\"" })
            await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("canary-prompt").With("model", model), Token);
        await gateway.Client.SendAsync(new HttpRequestMessage(HttpMethod.Parse("CANARY"), "/v1/models"), Token);

        Assert.DoesNotContain("canary", (await gateway.Client.GetAsync("/metrics", Token)).Text, StringComparison.OrdinalIgnoreCase);
    }
}
