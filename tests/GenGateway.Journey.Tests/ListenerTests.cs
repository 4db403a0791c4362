using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>More listeners, each with its own families and its own mind about keys; families that are off; routes that moved; TLS.</summary>
public sealed class ListenerTests : JourneyTest
{
    private const string Key = "gg-canary-listeners-77aa01";

    [Fact]
    public async Task Each_listener_answers_its_own_families_and_health()
    {
        var port = FreePorts.Next();
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration($"listeners:\n- {{ url: \"http://127.0.0.1:{port}\", surfaces: [inference, metrics] }}\n"));
        using var other = new GatewayClient(new Uri($"http://127.0.0.1:{port}"));

        (await other.PostAsync("/api/v1/inference", """{"text":"Hello","max_tokens":1}""", Token)).Expect(200);
        Assert.Equal(200, (await other.GetAsync("/metrics", Token)).Status);
        foreach (var path in new[] { "/health", "/healthz", "/readyz" })
            Assert.Equal(200, (await other.GetAsync(path, Token)).Status);
        (await other.GetAsync("/v1/models", Token)).ExpectError(404, "not_found");
        (await other.PostAsync("/v1/chat/completions", Bodies.Chat("Hello"), Token)).ExpectError(404, "not_found");
        (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200);
    }

    [Fact]
    public async Task A_listener_without_keys_asks_for_none_and_gives_nobody_more_than_that()
    {
        var port = FreePorts.Next();
        var gateway = await StartAsync(new GatewayOptions()
            .WithConfiguration($"listeners:\n- {{ url: \"http://127.0.0.1:{port}\", surfaces: [openai], auth: false }}\nauth: {{ api_keys: [{Key}] }}\n"));
        using var other = new GatewayClient(new Uri($"http://127.0.0.1:{port}"));

        (await other.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello"), Token)).ExpectError(401, "invalid_api_key");

        var rebound = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        rebound.Headers.Host = "evil.example";
        (await other.SendAsync(rebound, Token)).ExpectError(403, "foreign_origin");
    }

    [Fact]
    public async Task A_family_that_is_off_answers_in_its_own_shape()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("surfaces: { openai: false, inference: false, metrics: false }\n"));

        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello"), Token)).ExpectError(404, "not_found");
        Assert.Contains("surfaces", (await gateway.Client.PostAsync("/api/v1/inference", """{"text":"x"}""", Token)).ExpectInferenceError(404), StringComparison.Ordinal);
        (await gateway.Client.GetAsync("/metrics", Token)).ExpectError(404, "not_found");
        Assert.Equal(200, (await gateway.Client.GetAsync("/health", Token)).Status);
    }

    [Theory]
    [InlineData("0.0.0.0", "auth: false", "auth: { api_keys: [gg-canary-listeners-77aa01] }", "auth.allow_anonymous: true")]
    [InlineData("0.0.0.0", "auth: true", "", "GEN_GATEWAY_API_KEY=")]
    public async Task A_listener_that_others_reach_needs_keys_like_the_first_one(string host, string own, string rest, string wayOut)
    {
        var result = await GatewayProcess.RefusalAsync(new GatewayOptions().WithConfiguration($"listeners:\n- {{ url: \"http://{host}:{FreePorts.Next()}\", {own} }}\n{rest}\n"), Token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("listeners", result.Errors, StringComparison.Ordinal);
        Assert.Contains(wayOut, result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_named_twice_is_refused_with_both_places()
    {
        var port = FreePorts.Next();
        var result = await GatewayProcess.RefusalAsync(
            new GatewayOptions { Arguments = [] }.WithConfiguration($"server: {{ port: {port} }}\nlisteners:\n- {{ url: \"http://localhost:{port}\" }}\n"), Token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("server.port", result.Errors, StringComparison.Ordinal);
        Assert.Contains("config/gateway.yaml:3", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_certificate_every_listener_may_speak_TLS()
    {
        var port = FreePorts.Next();
        var certificate = Certificate.Make();
        var gateway = await StartAsync(new GatewayOptions
        {
            Files = new Dictionary<string, string>
            {
                ["tls/cert.pem"] = certificate.Text,
                ["tls/key.pem"] = certificate.Key,
                ["config/gateway.yaml"] = $"server: {{ tls: {{ enabled: true, cert_path: tls/cert.pem, key_path: tls/key.pem }} }}\nlisteners:\n- {{ url: \"https://127.0.0.1:{port}\" }}\n",
            },
        });
        using var other = new GatewayClient(new Uri($"https://127.0.0.1:{port}"));

        Assert.Equal(Uri.UriSchemeHttps, gateway.Url.Scheme);
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
        (await other.GetAsync("/v1/models", Token)).Expect(200);
    }

    [Theory]
    [InlineData("tls/none.pem", "tls/key.pem", "server.tls.cert_path is tls/none.pem")]
    [InlineData("tls/cert.pem", "tls/none.pem", "server.tls.key_path is tls/none.pem")]
    [InlineData("tls/cert.pem", "tls/other.pem", "server.tls.key_path is tls/other.pem")]
    public async Task A_wrong_certificate_is_refused_by_setting_and_path(string certificatePath, string keyPath, string expected)
    {
        var certificate = Certificate.Make();
        var other = Certificate.Make();
        var result = await GatewayProcess.RefusalAsync(
            new GatewayOptions
            {
                Files = new Dictionary<string, string>
                {
                    ["tls/cert.pem"] = certificate.Text,
                    ["tls/key.pem"] = certificate.Key,
                    ["tls/other.pem"] = other.Key,
                    ["config/gateway.yaml"] = $"server: {{ tls: {{ enabled: true, cert_path: {certificatePath}, key_path: {keyPath} }} }}\n",
                },
            },
            Token);

        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains(expected, result.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(other.Key.Split('\n')[1], result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAIs_routes_lie_where_the_predecessors_keys_put_them()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("api:\n  base_path: /llm\n  endpoints:\n    text: { completions: /complete }\n    health: { path: /status }\n"));
        var client = gateway.Client;

        (await client.PostAsync("/llm/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
        (await client.PostAsync("/complete", Bodies.Completion("Hello").With("max_tokens", 1), Token)).Expect(200);
        Assert.Equal(200, (await client.GetAsync("/status", Token)).Status);
        foreach (var path in new[] { "/v1/chat/completions", "/v1/models", "/health", "/llm/completions", "/llm/nothing" })
            (await client.GetAsync(path, Token)).ExpectError(404, "not_found");
        Assert.Equal(1, (await client.MetricsAsync(Token)).Sum("inference_gateway_http_requests_total", "endpoint", "/llm/chat/completions"));
    }

    [Fact]
    public async Task A_trusted_proxy_says_who_asks()
    {
        var trusting = await StartAsync(new GatewayOptions().WithConfiguration("server: { trusted_proxies: [127.0.0.1] }\n"));
        var doubting = await StartAsync();
        foreach (var gateway in new[] { trusting, doubting })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", "198.51.100.4, 203.0.113.9");
            request.Headers.TryAddWithoutValidation("x-request-id", "forwarded-1");
            (await gateway.Client.SendAsync(request, Token)).Expect(200);
        }

        Assert.Equal("203.0.113.9", await ClientOfAsync(trusting));
        Assert.Equal("127.0.0.1", await ClientOfAsync(doubting));
    }

    private async Task<string?> ClientOfAsync(GatewayProcess gateway) =>
        (await gateway.RequestLineAsync("forwarded-1", Token)).GetProperty("client_ip").GetString();
}
