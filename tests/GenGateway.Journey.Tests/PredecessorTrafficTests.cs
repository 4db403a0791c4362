using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GenGateway.Journey.Tests.Harness;
using GenGateway.TestKit;
using GenGateway.TestKit.Behaving;

namespace GenGateway.Journey.Tests;

/// <summary>What the predecessors' documents show of limits, keys and health, each as it is written there.</summary>
public sealed class PredecessorTrafficTests : PredecessorGatewayTest
{
    /// <summary>Versions 0.1 and 0.2.</summary>
    private const string Toml =
        """
        [server]
        host = "0.0.0.0"
        port = 8080

        [auth]
        enabled = true
        api_keys = ["your-api-key"]

        [rate_limit]
        enabled = true
        requests_per_second = 100
        burst_size = 200
        """;

    /// <summary>Version 0.3.</summary>
    private const string Gateway = PredecessorGateway03Tests.GatewayFile;

    private const string OpenAiBackend =
        """
        version: "1.0"

        backends:
          text:
            - name: openai
              type: text
              protocol: openai
              endpoints:
                - "https://api.openai.com/v1"
              auth:
                type: bearer
                token_env: OPENAI_API_KEY
              models:
                - gpt-4
                - gpt-3.5-turbo
        """;

    /// <summary>The sample of 0.3's own configuration file, where the forms of keys are named.</summary>
    private const string Methods =
        """
        auth:
          enabled: true
          api_keys:
            - "dev-api-key-12345"
          bypass_paths:
            - "/health"
            - "/v1/health"
          methods:
            - type: bearer
              header: "Authorization"
              prefix: "Bearer "
            - type: api_key
              header: "X-API-Key"
            - type: query
              param: "api_key"
        """;

    [Fact]
    public async Task The_limit_of_default_toml_is_one_for_everybody()
    {
        var gateway = await StartAsync(Documented("config/default.toml", Toml));
        var began = Stopwatch.GetTimestamp();
        var first = await AskAsync(gateway);
        Assert.Equal((404, "200"), (first.Status, first.Header("x-ratelimit-limit-requests")));
        var (passed, refusal) = await UntilRefusedAsync(gateway);
        Assert.InRange(passed + 1, 200, 201 + (100 * Stopwatch.GetElapsedTime(began).TotalSeconds));
        Assert.Contains("rate_limit.global.requests_per_second is 100, with a burst_size of 200", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_limits_of_gateway_yaml_are_one_for_everybody_and_one_for_each_client()
    {
        var gateway = await StartAsync(Documented("config/gateway.yaml", Gateway));
        var began = Stopwatch.GetTimestamp();
        var first = await AskAsync(gateway);
        Assert.Equal((404, "20"), (first.Status, first.Header("x-ratelimit-limit-requests")));
        var (passed, refusal) = await UntilRefusedAsync(gateway);
        Assert.InRange(passed + 1, 20, 21 + (10 * Stopwatch.GetElapsedTime(began).TotalSeconds));
        Assert.Contains("rate_limit.per_client.requests_per_second is 10, with a burst_size of 20", refusal, StringComparison.Ordinal);
        var everybody = (await ExplainAsync(gateway)).GetProperty("limits").EnumerateArray().Single(static limit => limit.GetProperty("scope").GetString() == "global");
        Assert.Equal(200, everybody.GetProperty("limit").GetInt32());
    }

    [Fact]
    public async Task A_models_own_limit_holds_beside_the_flat_ones_and_nested_ones_win()
    {
        var gateway = await StartAsync(Documented(
            "config/gateway.yaml",
            """
            auth:
              enabled: true
              api_keys: ["your-api-key"]
            rate_limit:
              enabled: true
              requests_per_second: 5
              burst_size: 6
              global:
                requests_per_second: 100
                burst_size: 200
              per_model:
                tiny-chat:
                  requests_per_minute: 60
            """));
        var limits = (await ExplainAsync(gateway)).GetProperty("limits").EnumerateArray().ToDictionary(static limit => limit.GetProperty("setting").GetString()!, static limit => limit.GetProperty("limit").GetInt32());
        Assert.Equal((200, 60), (limits["rate_limit.global"], limits["rate_limit.per_model.tiny-chat"]));
    }

    [Fact]
    public async Task Only_the_documented_path_is_open_without_the_documented_key()
    {
        var gateway = await StartAsync(Documented("config/gateway.yaml", Gateway));
        (await gateway.Client.GetAsync("/v1/models", Token)).ExpectError(401, "invalid_api_key");
        (await gateway.Client.GetAsync("/health", Token)).Expect(200);
        (await TypeAsync(gateway, "curl http://localhost:8080/v1/models \\\n  -H \"Authorization: Bearer your-api-key\"")).Expect(200);
    }

    [Theory]
    [InlineData("Authorization", "Bearer ", "")]
    [InlineData("Authorization", "", "")]
    [InlineData("X-API-Key", "", "")]
    [InlineData(null, "", "?api_key=")]
    public async Task Every_form_of_a_key_that_is_listed_is_taken(string? header, string prefix, string query)
    {
        var gateway = await StartAsync(Documented("config/gateway.yaml", Methods));
        var path = "/v1/models" + (query.Length > 0 ? query + Key : "");
        (await SendAsync(gateway, path, header, prefix + Key)).Expect(200);
        (await SendAsync(gateway, "/v1/models" + (query.Length > 0 ? query + "wrong" : ""), header, prefix + "wrong")).ExpectError(401, "invalid_api_key");
        // A path that is bypassed and does not exist is not found, and no matter of keys.
        (await gateway.Client.GetAsync("/v1/health", Token)).ExpectError(404, "not_found");
    }

    [Fact]
    public async Task The_backends_credential_is_the_variable_that_the_file_names()
    {
        Fake.Models = ["gpt-4", "gpt-3.5-turbo"];
        Fake.Credential = FakeCredential.Bearer("gg-canary-openai-5e21");
        var options = Documented("config/backends.yaml", OpenAiBackend.Replace("https://api.openai.com/v1", Fake.Endpoint, StringComparison.Ordinal));
        var gateway = await StartAsync(options with { Environment = new Dictionary<string, string> { ["OPENAI_API_KEY"] = "gg-canary-openai-5e21" } });
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "gpt-4"), Token)).Expect(200);
        Assert.Equal("Bearer gg-canary-openai-5e21", Fake.Traffic.To("/v1/chat/completions")[^1].Header("Authorization"));

        var without = await StartAsync(options);
        var endpoint = Backend(await without.Client.GetAsync("/v1/backends/text", Token), "openai").GetProperty("endpoints")[0];
        Assert.False(endpoint.GetProperty("healthy").GetBoolean());
        Assert.Contains("OPENAI_API_KEY", endpoint.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "health_check:\n        path: /internal/ping\n        interval_secs: 30")]
    [InlineData("", "health_check_path: \"/internal/ping\"\n      health_check_interval_secs: 30")]
    [InlineData("defaults:\n  health_check:\n    path: /internal/ping\n    interval_secs: 30\n    timeout_secs: 5\n", "enabled: true")]
    public async Task A_health_check_asks_for_the_documented_path_however_it_is_written(string defaults, string check)
    {
        var yaml = $"version: \"1.0\"\n{defaults}backends:\n  text:\n    - name: ollama\n      type: text\n      protocol: openai\n      endpoints:\n        - \"http://localhost:11434/v1\"\n      models:\n        - llama3\n      {check}\n";
        await StartAsync(Documented("config/backends.yaml", yaml.Replace("http://localhost:11434/v1", Fake.Endpoint, StringComparison.Ordinal)) with { ExpectsErrors = true });
        await Fake.Traffic.UntilAsync(static traffic => traffic.To("/internal/ping").Count > 0, "a probe of the documented path", Token);
        Assert.Empty(Fake.Generations);
    }

    [Fact]
    public async Task Three_failures_in_a_row_take_an_endpoint_out_and_health_tells_it()
    {
        var yaml = "backends:\n  text:\n    - name: ollama\n      protocol: openai\n      endpoints: [\"http://localhost:11434/v1\"]\n      models: [llama3]\n      health_check: { enabled: false }\n";
        Fake.Behaviors.Standing = Behavior.Replying(Replies.Failure(500, "no"));
        var gateway = await StartAsync(Documented("config/backends.yaml", yaml.Replace("http://localhost:11434/v1", Fake.Endpoint, StringComparison.Ordinal)) with { ExpectsErrors = true });
        for (var i = 0; i < 3; i++)
        {
            Assert.True(Backend(await gateway.Client.GetAsync("/v1/backends/text", Token), "ollama").GetProperty("healthy").GetBoolean());
            (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "llama3"), Token)).ExpectError(502, "backend_error");
        }

        Assert.False(Backend(await gateway.Client.GetAsync("/v1/backends/text", Token), "ollama").GetProperty("healthy").GetBoolean());
        (await gateway.Client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello").With("model", "llama3"), Token)).ExpectError(503, "no_healthy_backends");
        var health = (await gateway.Client.GetAsync("/health", Token)).Expect(200);
        Assert.Equal(("degraded", 1), (health.GetProperty("status").GetString(), health.GetProperty("backends").GetProperty("unhealthy").GetInt32()));
    }

    [Fact]
    public async Task The_container_files_health_check_succeeds()
    {
        var gateway = await StartAsync(Documented("config/default.toml", Toml));
        (await TypeAsync(gateway, "curl -f http://localhost:8080/health")).Expect(200);
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task The_inference_gateways_health_routes_say_yes_without_a_key(string path)
    {
        var gateway = await StartAsync(Documented("config/gateway.yaml", Gateway));
        (await gateway.Client.GetAsync(path, Token)).Expect(200);
    }

    private static GatewayOptions Documented(string file, string text) => new()
    {
        Arguments = ["--host", "127.0.0.1", "--port", "0"],
        Files = new Dictionary<string, string>
        {
            [file] = text.Replace("your-api-key-here", Key, StringComparison.Ordinal).Replace("your-api-key", Key, StringComparison.Ordinal).Replace("dev-api-key-12345", Key, StringComparison.Ordinal),
        },
    };

    /// <summary>Asks for a model that nobody has: the limits are asked, and nothing is generated.</summary>
    private Task<WireAnswer> AskAsync(GatewayProcess gateway)
    {
        var request = GatewayClient.Post("/v1/chat/completions", Bodies.Chat("Hello").With("model", "nobody-has-it").ToJsonString());
        request.Headers.Authorization = new("Bearer", Key);
        return gateway.Client.SendAsync(request, Token);
    }

    /// <summary>Asks by many at once until one is refused; how many passed, and the refusal's message.</summary>
    private async Task<(int Passed, string Refusal)> UntilRefusedAsync(GatewayProcess gateway)
    {
        var passed = 0;
        while (true)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => AskAsync(gateway)));
            passed += answers.Count(static answer => answer.Status == 404);
            if (answers.FirstOrDefault(static answer => answer.Status != 404) is not { } refused)
                continue;
            Assert.InRange(int.Parse(refused.Header("Retry-After")!, CultureInfo.InvariantCulture), 1, 60);
            return (passed, refused.ExpectError(429, "rate_limit_exceeded").GetProperty("message").GetString()!);
        }
    }

    private async Task<JsonElement> ExplainAsync(GatewayProcess gateway)
    {
        var request = GatewayClient.Post("/admin/explain", Bodies.Chat("Hello").With("model", "tiny-chat").ToJsonString());
        request.Headers.Authorization = new("Bearer", Key);
        return (await gateway.Client.SendAsync(request, Token)).Expect(200);
    }

    private Task<WireAnswer> SendAsync(GatewayProcess gateway, string path, string? header, string value)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return gateway.Client.SendAsync(request, Token);
    }
}
