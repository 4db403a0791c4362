using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>What an operator sees: log lines and files, traces, levels, metrics of what was generated, and memory that ends.</summary>
public sealed class ObservationTests : JourneyTest
{
    private const string Parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    [Fact]
    public async Task A_log_line_has_the_trace_that_the_client_named()
    {
        var gateway = await StartAsync();
        await SendAsync(gateway, "traced-1", ("traceparent", Parent));
        await SendAsync(gateway, "untraced-1", ("traceparent", Parent.ToUpperInvariant()));

        Assert.Equal("4bf92f3577b34da6a3ce929d0e0e4736", (await gateway.RequestLineAsync("traced-1", Token)).GetProperty("trace_id").GetString());
        Assert.False((await gateway.RequestLineAsync("untraced-1", Token)).TryGetProperty("trace_id", out _));
    }

    [Fact]
    public async Task A_log_file_is_put_aside_when_it_is_full()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("logging:\n  output:\n  - { type: stdout }\n  - { type: file, path: logs/gateway.log, rotation: { max_size_mb: 1, max_files: 2 } }\n"));
        var path = Path.Combine(gateway.WorkingDirectory, "logs", "gateway.log");
        // Each line carries this path: some hundred of them fill a file.
        var long1 = $"/v1/models/{new string('x', 6000)}";
        await Eventually.ReachesAsync(
            async () =>
            {
                await gateway.Client.GetAsync(long1, Token);
                return File.Exists(path + ".1");
            },
            static there => there,
            TimeSpan.FromSeconds(60),
            "a second log file",
            Token);
        await gateway.TerminateAsync(Token);
        await gateway.ExitCodeAsync(Token);

        Assert.InRange(new FileInfo(path + ".1").Length, 1_000_000, 1024 * 1024);
        foreach (var line in File.ReadLines(path + ".1").Concat(File.ReadLines(path)))
            LogLine.Parse(line);
        Assert.False(File.Exists(path + ".2"));
    }

    [Fact]
    public async Task A_log_file_that_cannot_be_written_is_refused()
    {
        var result = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration("logging: { output: [ { type: file, path: /proc/nowhere/gateway.log } ] }\n"), Token);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("logging.output: the file /proc/nowhere/gateway.log", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_level_may_hold_for_one_target_alone()
    {
        var gateway = await StartAsync(new GatewayOptions().WithEnvironment("RUST_LOG", "info,tower_http=warn"));
        await SendAsync(gateway, "silent-1");
        (await gateway.Client.GetAsync("/nothing", Token)).ExpectError(404, "not_found");
        await gateway.TerminateAsync(Token);
        await gateway.ExitCodeAsync(Token);

        Assert.Contains("listening on", gateway.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("silent-1", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_generated_is_counted_by_model_and_kind()
    {
        var gateway = await StartAsync();
        var usage = (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 3), Token)).Expect(200).GetProperty("usage");
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "nobody-has-this"), Token)).ExpectError(404, "model_not_found");
        var page = await gateway.Client.MetricsAsync(Token);

        Assert.Equal(usage.GetProperty("prompt_tokens").GetDouble(), page.Sum("gengateway_tokens_total", "kind", "prompt"));
        Assert.Equal(usage.GetProperty("completion_tokens").GetDouble(), page.Sum("gengateway_tokens_total", "kind", "completion"));
        Assert.Equal(1, page.Sum("gengateway_requests_total", "model", "tiny-chat"));
        Assert.Equal(1, page.Sum("gengateway_requests_total", "model", "other"));
        Assert.Equal(1, page.Sum("gengateway_attempts_total", "model", "tiny-chat"));
        foreach (var name in new[] { "inference_gateway_http_requests_duration_seconds_count", "inference_gateway_http_requests_pending", "gengateway_overhead_seconds_count", "gengateway_queue_waiting", "gengateway_memory_in_flight_bytes", "gengateway_build_info", "process_resident_memory_bytes" })
            Assert.True(page.Has(name), name);
    }

    [Fact]
    public async Task The_metrics_page_lies_where_it_is_put()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("metrics: { prometheus: { path: /internal/metrics }, health_check: { include_backends: false } }\n"));

        Assert.StartsWith("text/plain", (await gateway.Client.GetAsync("/internal/metrics", Token)).Header("Content-Type"), StringComparison.Ordinal);
        (await gateway.Client.GetAsync("/metrics", Token)).ExpectError(404, "not_found");
        Assert.False((await gateway.Client.GetAsync("/health", Token)).Expect(200).TryGetProperty("backends", out _));
    }

    [Fact]
    public async Task A_body_that_finds_no_memory_is_told_to_come_back()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("limits: { memory_in_flight: 1048576 }\n"));
        var refused = await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat(new string('x', 1_100_000)), Token);

        Assert.Contains("limits.memory_in_flight", refused.ExpectError(503, "memory_full").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotNull(refused.Header("Retry-After"));
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
    }

    [Fact]
    public async Task Inline_io_answers_as_ever()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { inline_io: true }\n"));
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2), Token)).Expect(200);
        await using var stream = await gateway.Client.StreamAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 2), Token);
        Assert.True((await stream.RestAsync(Token)).Done);
    }

    private async Task SendAsync(GatewayProcess gateway, string id, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("x-request-id", id);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        (await gateway.Client.SendAsync(request, Token)).Expect(200);
    }
}
