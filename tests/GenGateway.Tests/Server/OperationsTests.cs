using System.Net;
using System.Text.Json;
using GenGateway.Tests.Telemetry;

namespace GenGateway.Tests.Server;

public sealed class OperationsTests
{
    [Fact]
    public async Task Health_counts_the_backends()
    {
        await using var server = await RunningServer.StartAsync();
        using (var healthy = await server.GetAsync("/health"))
        {
            using var body = JsonDocument.Parse(await RunningServer.TextAsync(healthy));
            Assert.Equal("healthy", body.RootElement.GetProperty("status").GetString());
            Assert.False(string.IsNullOrEmpty(body.RootElement.GetProperty("version").GetString()));
            Assert.Equal("""{"total":1,"healthy":1,"unhealthy":0}""", body.RootElement.GetProperty("backends").GetRawText());
        }

        server.Backend.Unhealthy = "broken";
        using var unhealthy = await server.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, unhealthy.StatusCode);
        using var ready = await server.GetAsync("/readyz");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.StartsWith("""{"status":"not_ready","reasons":["nothing to serve""", await RunningServer.TextAsync(ready), StringComparison.Ordinal);
        using var alive = await server.GetAsync("/healthz");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    [Fact]
    public async Task Metrics_count_requests_under_their_templates()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var path in new[] { "/v1/models/org%2Fn", "/v1/models/zzz", "/secret-1", "/secret-2" })
            (await server.GetAsync(path)).Dispose();

        using var response = await server.GetAsync("/metrics");
        var text = await RunningServer.TextAsync(response);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.Contains("inference_gateway_http_requests_total{method=\"GET\",status=\"200\",endpoint=\"/v1/models/{id}\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("inference_gateway_http_requests_total{method=\"GET\",status=\"404\",endpoint=\"unknown\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("inference_gateway_http_request_duration_seconds_bucket{method=\"GET\",status=\"404\",endpoint=\"unknown\",le=\"+Inf\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("inference_gateway_active_connections 1\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenMetrics_is_given_to_whom_asks_for_it()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.GetAsync("/metrics", ("Accept", "application/openmetrics-text;version=1.0.0,text/plain;q=0.5"));
        Assert.Equal("application/openmetrics-text", response.Content.Headers.ContentType?.MediaType);
        Assert.EndsWith("# EOF\n", await RunningServer.TextAsync(response), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_whole_page_is_what_its_format_allows(bool openMetrics)
    {
        await using var server = await RunningServer.StartAsync();
        (await server.PostAsync("/v1/chat/completions", RunningServer.Chat)).Dispose();
        (await server.GetAsync("/v1/models")).Dispose();
        using var response = await server.GetAsync("/metrics", ("Accept", openMetrics ? "application/openmetrics-text" : "text/plain"));
        var page = Exposition.Read(await RunningServer.TextAsync(response), openMetrics);

        var total = openMetrics ? "" : "_total";
        foreach (var family in new[] { "inference_gateway_http_requests" + total, "inference_gateway_http_request_duration_seconds", "inference_gateway_inference_duration_seconds", "inference_gateway_active_connections" })
            Assert.Contains(family, page.Families.Keys);
        foreach (var family in new[] { "inference_gateway_http_requests_duration_seconds", "inference_gateway_http_requests_pending", "gengateway_requests" + total, "gengateway_queue_waiting", "gengateway_memory_in_flight_bytes", "gengateway_build_info", "process_cpu_seconds" + total, "process_start_time_seconds" })
            Assert.Contains(family, page.Families.Keys);
        Assert.Equal(1, page.Samples["inference_gateway_http_requests_pending{method=\"GET\",endpoint=\"/metrics\"}"]);
    }

    [Fact]
    public async Task Every_request_is_one_JSON_line_without_its_prompt()
    {
        await using var server = await RunningServer.StartAsync();
        using (await server.PostAsync("/v1/chat/completions?secret=1", """{"messages":[{"role":"user","content":"the prompt"}],"model":"m"}""", ("x-request-id", "logged-1")))
        {
            var lines = await server.LogAsync();
            var line = lines.Single(static line => line.TryGetProperty("request_id", out var id) && id.GetString() == "logged-1");
            Assert.Equal(
                ["level", "ts", "msg", "method", "path", "status", "duration", "client_ip", "request_id", "key", "model", "backend"],
                line.EnumerateObject().Select(static property => property.Name));
            Assert.Equal(("info", "POST", "/v1/chat/completions", 200), (Text(line, "level"), Text(line, "method"), Text(line, "path"), line.GetProperty("status").GetInt32()));
            Assert.Equal(("127.0.0.1", "m", "fake"), (Text(line, "client_ip"), Text(line, "model"), Text(line, "backend")));
            Assert.DoesNotContain(lines, static any => any.GetRawText().Contains("the prompt", StringComparison.Ordinal) || any.GetRawText().Contains("Hello", StringComparison.Ordinal));
        }
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();
}
