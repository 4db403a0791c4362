using System.Net;
using GenGateway.Journey;

namespace GenGateway.Tests.Server;

public sealed class KeyTests
{
    private const string Keys =
        """
        auth:
          api_keys: ["gg-the-key-of-these-tests"]
          bypass_paths: ["/v1/models", "/api/v1/*"]
        """;

    [Theory]
    [InlineData("Authorization", "Bearer gg-the-key-of-these-tests", HttpStatusCode.OK)]
    [InlineData("Authorization", "bearer   gg-the-key-of-these-tests", HttpStatusCode.OK)]
    [InlineData("Authorization", "gg-the-key-of-these-tests", HttpStatusCode.OK)]
    [InlineData("authorization", "Bearer gg-the-key-of-these-tests", HttpStatusCode.OK)]
    [InlineData("X-API-Key", "gg-the-key-of-these-tests", HttpStatusCode.OK)]
    [InlineData("x-api-key", "gg-the-key-of-these-tests", HttpStatusCode.OK)]
    [InlineData("api-key", "gg-the-key-of-these-tests", HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer wrong", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer ", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer GG-THE-KEY-OF-THESE-TESTS", HttpStatusCode.Unauthorized)]
    [InlineData("X-API-Key", "Bearer gg-the-key-of-these-tests", HttpStatusCode.Unauthorized)]
    [InlineData("X-Other", "gg-the-key-of-these-tests", HttpStatusCode.Unauthorized)]
    public async Task A_key_is_taken_from_its_headers_only(string name, string value, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, (name, value));
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_refusal_says_how_to_send_a_key()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat);
        Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
        Assert.Contains("Authorization: Bearer", await RunningServer.TextAsync(response), StringComparison.Ordinal);
        Assert.Equal("invalid_api_key", await RunningServer.CodeAsync(response));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    [InlineData("/metrics")]
    [InlineData("/v1/models")]
    [InlineData("/api/v1/nothing")]
    public async Task Some_paths_need_no_key(string path)
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.GetAsync(path);
        Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_bypassed_path_is_exact_without_a_star()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.GetAsync("/v1/models/m");
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_bypassed_prefix_opens_nothing_that_needs_the_scope_admin()
    {
        await using var server = await RunningServer.StartAsync("auth: { api_keys: [gg-the-key-of-these-tests], bypass_paths: ['/*'] }", more: static routes => routes.Post("/admin/anything", Scopes.Admin, static _ => Task.CompletedTask));
        using var generated = await server.PostAsync("/v1/chat/completions", RunningServer.Chat);
        using var refused = await server.PostAsync("/admin/anything", "{}");
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (generated.StatusCode, refused.StatusCode));
    }

    [Fact]
    public async Task The_key_is_looked_at_before_the_body()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.PostAsync("/v1/chat/completions", "no JSON", ("Content-Type", "text/plain"));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Without_keys_a_credential_that_is_sent_is_ignored()
    {
        await using var server = await RunningServer.StartAsync();
        using var response = await server.GetAsync("/v1/models", ("Authorization", "Bearer whatever"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task With_auth_off_the_keys_do_not_matter()
    {
        await using var server = await RunningServer.StartAsync(Keys + "\n  enabled: false\n");
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, ("Authorization", "Bearer wrong"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_log_names_the_keys_place_and_never_the_key()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using (await server.PostAsync("/v1/chat/completions", RunningServer.Chat, ("Authorization", "Bearer gg-the-key-of-these-tests")))
        using (await server.PostAsync("/v1/chat/completions?api_key=gg-the-key-of-these-tests", RunningServer.Chat))
        {
            var lines = await server.LogAsync();
            Assert.DoesNotContain(lines, static line => line.GetRawText().Contains("gg-the-key", StringComparison.Ordinal));
            Assert.Contains(lines, static line => line.TryGetProperty("key", out var key) && key.GetString()?.Contains("gateway.yaml", StringComparison.Ordinal) is true);
        }
    }

    [Theory]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("X-API-Key", "")]
    public async Task What_is_longer_than_any_key_is_none(string name, string before)
    {
        var longest = new string('k', 4096);
        await using var server = await RunningServer.StartAsync($"auth: {{ api_keys: [{longest}, {longest}k] }}");
        using var taken = await server.GetAsync("/v1/models", (name, before + longest));
        using var refused = await server.GetAsync("/v1/models", (name, $"{before}{longest}k"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (taken.StatusCode, refused.StatusCode));
        Assert.Equal("invalid_api_key", await RunningServer.CodeAsync(refused));
    }
}
