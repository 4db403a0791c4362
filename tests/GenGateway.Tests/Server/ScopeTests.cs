using System.Net;
using System.Text;

namespace GenGateway.Tests.Server;

public sealed class ScopeTests
{
    private const string Keys =
        """
        auth:
          methods: [bearer, api_key, basic, query]
          api_keys:
          - gg-all-rights-of-these-tests
          - { name: reader, key: gg-reads-only-in-these-tests, scopes: [read] }
          - { name: writer, key: gg-writes-only-in-these-tests, scopes: [Generate] }
          - { name: gone, key: gg-was-good-in-these-tests, expires: 2020-01-01T00:00:00Z }
          - { name: later, key: gg-is-good-in-these-tests, expires: 2999-01-01T00:00:00Z }
        """;

    [Theory]
    [InlineData("gg-all-rights-of-these-tests", HttpStatusCode.OK)]
    [InlineData("gg-writes-only-in-these-tests", HttpStatusCode.OK)]
    [InlineData("gg-is-good-in-these-tests", HttpStatusCode.OK)]
    [InlineData("gg-reads-only-in-these-tests", HttpStatusCode.Forbidden)]
    [InlineData("gg-was-good-in-these-tests", HttpStatusCode.Unauthorized)]
    public async Task Only_a_key_with_the_scope_generates(string key, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, ("Authorization", $"Bearer {key}"));
        Assert.Equal(expected, response.StatusCode);
        using var models = await server.GetAsync("/v1/models", ("api-key", key));
        Assert.Equal(expected == HttpStatusCode.Unauthorized ? expected : HttpStatusCode.OK, models.StatusCode);
    }

    [Fact]
    public async Task A_refusal_names_the_key_and_the_scope_that_it_lacks()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.PostAsync("/v1/completions", """{"prompt":"x"}""", ("X-API-Key", "gg-reads-only-in-these-tests"));
        Assert.Equal("insufficient_scope", await RunningServer.CodeAsync(response));
        var text = await RunningServer.TextAsync(response);
        Assert.Contains("'reader'", text, StringComparison.Ordinal);
        Assert.Contains("scope generate.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expired_key_is_refused_in_the_words_in_which_an_unknown_one_is()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var expired = await server.GetAsync("/v1/models", ("X-API-Key", "gg-was-good-in-these-tests"));
        using var unknown = await server.GetAsync("/v1/models", ("X-API-Key", "gg-never-was-in-these-tests"));
        Assert.Equal("invalid_api_key", await RunningServer.CodeAsync(expired));
        Assert.Equal(await RunningServer.TextAsync(unknown), await RunningServer.TextAsync(expired));
    }

    [Theory]
    [InlineData("[bearer]", "Authorization", "Bearer gg-all-rights-of-these-tests", true)]
    [InlineData("[bearer]", "Authorization", "gg-all-rights-of-these-tests", true)]
    [InlineData("[bearer]", "X-API-Key", "gg-all-rights-of-these-tests", false)]
    [InlineData("[api_key]", "api-key", "gg-all-rights-of-these-tests", true)]
    [InlineData("[api_key]", "Authorization", "Bearer gg-all-rights-of-these-tests", false)]
    [InlineData("[basic]", "Authorization", "Basic anybody:gg-all-rights-of-these-tests", true)]
    [InlineData("[basic]", "Authorization", "Basic gg-all-rights-of-these-tests:", false)]
    [InlineData("[basic]", "Authorization", "Basic a:b:gg-all-rights-of-these-tests", false)]
    [InlineData("[bearer, api_key]", "Authorization", "Basic anybody:gg-all-rights-of-these-tests", false)]
    [InlineData("[query]", "?", "gg-all-rights-of-these-tests", true)]
    [InlineData("[bearer, api_key, basic]", "?", "gg-all-rights-of-these-tests", false)]
    public async Task A_key_is_taken_only_in_the_ways_that_are_listed(string methods, string name, string value, bool taken)
    {
        await using var server = await RunningServer.StartAsync(Keys.Replace("[bearer, api_key, basic, query]", methods, StringComparison.Ordinal));
        if (value.StartsWith("Basic ", StringComparison.Ordinal))
            value = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(value[6..]))}";
        using var response = name == "?" ? await server.GetAsync($"/v1/models?api_key={value}") : await server.GetAsync("/v1/models", (name, value));
        Assert.Equal(taken ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic !!!")]
    [InlineData("Basic YWJj")]
    public async Task What_is_no_Basic_is_no_key(string value)
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using var response = await server.GetAsync("/v1/models", ("Authorization", value));
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task The_log_has_the_keys_name_and_no_query()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        using (await server.GetAsync("/v1/models?api_key=gg-reads-only-in-these-tests"))
        {
            var lines = await server.LogAsync();
            Assert.Contains(lines, static line => line.TryGetProperty("key", out var key) && key.GetString() == "reader" && line.GetProperty("path").GetString() == "/v1/models");
            Assert.DoesNotContain(lines, static line => line.GetRawText().Contains("gg-reads", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Keys_that_change_while_it_runs_count_at_once()
    {
        await using var server = await RunningServer.StartAsync(Keys);
        var auth = server.Parts.Keys.Auth;
        server.Parts.Keys.Use(auth with { ApiKeys = new(auth.ApiKeys.All.Where(static key => key.Name != "reader")) });
        using var gone = await server.GetAsync("/v1/models", ("X-API-Key", "gg-reads-only-in-these-tests"));
        Assert.Equal(HttpStatusCode.Unauthorized, gone.StatusCode);
        using var there = await server.GetAsync("/v1/models", ("X-API-Key", "gg-writes-only-in-these-tests"));
        Assert.Equal(HttpStatusCode.OK, there.StatusCode);
    }
}
