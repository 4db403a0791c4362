using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>With keys configured nobody generates without one, and no key is ever repeated.</summary>
public sealed class KeyTests(KeyedGateway keyed) : SharedGatewayTest(keyed), IClassFixture<KeyedGateway>
{
    public static TheoryData<string, string> Forms()
    {
        var forms = new TheoryData<string, string>();
        foreach (var key in new[] { KeyedGateway.FirstKey, KeyedGateway.SecondKey, KeyedGateway.EnvironmentKey })
        {
            forms.Add("Authorization", $"Bearer {key}");
            forms.Add("authorization", $"bearer {key}");
            forms.Add("Authorization", key);
            forms.Add("X-API-Key", key);
            forms.Add("x-api-key", key);
            forms.Add("api-key", key);
        }

        return forms;
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_accepted_form_of_a_key_opens_every_family(string header, string value)
    {
        (await AskAsync("/v1/models", header, value)).Expect(200);
        (await AskAsync("/v1/chat/completions", header, value)).Expect(200);
        (await AskAsync("/api/v1/inference", header, value)).Expect(200);
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Authorization", "Bearer gg-canary-wrong-000000")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "gg-canary-wrong-000000")]
    [InlineData("Authorization", "Basic Z2ctY2FuYXJ5LXdyb25n")]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", "gg-canary-wrong-000000")]
    [InlineData("api-key", "gg-canary-first-4f1d0b7c9a2")]
    [InlineData("api-key", "GG-CANARY-FIRST-4F1D0B7C9A2E")]
    public async Task Without_a_known_key_the_answer_is_401_in_the_familys_shape(string? header, string? value)
    {
        foreach (var path in new[] { "/v1/models", "/v1/chat/completions", "/v1/completions", "/v1/nothing" })
        {
            var answer = await AskAsync(path, header, value);
            answer.ExpectError(401, "invalid_api_key");
            Assert.DoesNotContain("canary", answer.Text, StringComparison.Ordinal);
        }

        var inference = await AskAsync("/api/v1/inference", header, value);
        inference.ExpectInferenceError(401);
        Assert.DoesNotContain("canary", inference.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_in_the_address_is_no_key() =>
        (await AskAsync($"/v1/models?api_key={KeyedGateway.FirstKey}", null, null)).ExpectError(401, "invalid_api_key");

    [Fact]
    public async Task Nothing_is_read_before_the_key_is_known()
    {
        using var connection = await RawConnection.OpenAsync(Gateway.Url, Token);
        await connection.SendAsync("POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n", Token);

        Assert.StartsWith("HTTP/1.1 401 ", await connection.ReadUntilAsync("}", Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    public async Task Probes_need_no_key(string path) => Assert.Equal(200, (await AskAsync(path, null, null)).Status);

    [Fact]
    public async Task Behind_a_key_every_name_of_the_server_is_served()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Host = "gateway.example";
        request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {KeyedGateway.FirstKey}");

        (await Client.SendAsync(request, Token)).Expect(200);
    }

    [Fact]
    public async Task No_key_is_ever_repeated()
    {
        var gateway = await StartAsync(new GatewayOptions()
            .WithConfiguration($"logging: {{ level: trace }}\nauth:\n  api_keys: [\"{KeyedGateway.FirstKey}\"]\n")
            .WithEnvironment("GEN_GATEWAY_API_KEY", KeyedGateway.EnvironmentKey));
        var told = new StringBuilder();
        foreach (var key in new[] { KeyedGateway.FirstKey, KeyedGateway.EnvironmentKey, "gg-canary-wrong-111111" })
        {
            foreach (var path in new[] { "/v1/models", "/v1/chat/completions", "/api/v1/inference", "/metrics", "/health", "/v1/nothing" })
            {
                var answer = await SendAsync(gateway, path, "Authorization", $"Bearer {key}");
                told.AppendLine(string.Join('\n', answer.Headers.Select(header => $"{header.Key}: {header.Value}"))).AppendLine(answer.Text);
            }
        }

        await gateway.TerminateAsync(Token);
        await gateway.ExitCodeAsync(Token);
        Assert.DoesNotContain("canary", told.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canary", gateway.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_from_the_dot_env_file_counts_as_well()
    {
        var gateway = await StartAsync(new GatewayOptions { Files = new Dictionary<string, string> { [".env"] = $"GEN_GATEWAY_API_KEY={KeyedGateway.FirstKey}\n" } });

        (await SendAsync(gateway, "/v1/models", "api-key", "other-key-entirely")).ExpectError(401, "invalid_api_key");
        (await SendAsync(gateway, "/v1/models", "api-key", KeyedGateway.FirstKey)).Expect(200);
    }

    [Fact]
    public async Task A_path_that_the_operator_opens_needs_no_key()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration($"auth:\n  bypass_paths: [\"/v1/models*\"]\n  api_keys: [\"{KeyedGateway.FirstKey}\"]\n"));

        (await SendAsync(gateway, "/v1/models", null, null)).Expect(200);
        (await SendAsync(gateway, "/v1/models/tiny-chat", null, null)).Expect(200);
        (await SendAsync(gateway, "/v1/chat/completions", null, null)).ExpectError(401, "invalid_api_key");
    }

    private Task<WireAnswer> AskAsync(string path, string? header, string? value) => SendAsync(Gateway, path, header, value);

    private Task<WireAnswer> SendAsync(GatewayProcess gateway, string path, string? header, string? value)
    {
        var request = path switch
        {
            "/v1/chat/completions" => GatewayClient.Post(path, Bodies.Chat("Hello").With("max_tokens", 1).ToJsonString()),
            "/v1/completions" => GatewayClient.Post(path, Bodies.Completion("Hello").With("max_tokens", 1).ToJsonString()),
            "/api/v1/inference" => GatewayClient.Post(path, """{"text":"Hello","max_tokens":1}"""),
            _ => new HttpRequestMessage(HttpMethod.Get, path),
        };
        if (header is not null)
            request.Headers.TryAddWithoutValidation(header, value);
        return gateway.Client.SendAsync(request, Token);
    }
}
