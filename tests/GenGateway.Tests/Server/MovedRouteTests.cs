using System.Net;
using System.Text.Json;

namespace GenGateway.Tests.Server;

public sealed class MovedRouteTests
{
    [Theory]
    [InlineData("api: { base_path: /llm/v2 }", "/llm/v2/chat/completions", true)]
    [InlineData("api: { base_path: /llm/v2 }", "/v1/chat/completions", false)]
    [InlineData("api: { base_path: / }", "/chat/completions", true)]
    [InlineData("api: { endpoints: { text: { chat_completions: /talk } } }", "/talk", true)]
    [InlineData("api: { endpoints: { text: { chat_completions: /talk } } }", "/v1/chat/completions", false)]
    [InlineData("api: { endpoints: { text: { enabled: false } } }", "/v1/chat/completions", false)]
    [InlineData("surfaces: { openai: false }", "/v1/chat/completions", false)]
    public async Task OpenAIs_routes_lie_where_the_configuration_puts_them(string yaml, string path, bool found)
    {
        await using var server = await RunningServer.StartAsync(yaml);
        using var response = await server.PostAsync(path, RunningServer.Chat);
        Assert.Equal(found ? HttpStatusCode.OK : HttpStatusCode.NotFound, response.StatusCode);
        if (!found)
            Assert.Equal("not_found", await RunningServer.CodeAsync(response));
    }

    [Theory]
    [InlineData("api: { endpoints: { models: { path: /list } } }", "/list/m", HttpStatusCode.OK)]
    [InlineData("api: { endpoints: { models: { enabled: false } } }", "/v1/models", HttpStatusCode.NotFound)]
    [InlineData("api: { endpoints: { health: { path: /v1/health } } }", "/v1/health", HttpStatusCode.OK)]
    [InlineData("api: { endpoints: { health: { enabled: false } } }", "/health", HttpStatusCode.NotFound)]
    [InlineData("api: { endpoints: { health: { enabled: false } } }", "/healthz", HttpStatusCode.OK)]
    [InlineData("metrics: { prometheus: { path: /internal/metrics } }", "/internal/metrics", HttpStatusCode.OK)]
    [InlineData("metrics: { prometheus: { path: /internal/metrics } }", "/metrics", HttpStatusCode.NotFound)]
    [InlineData("metrics: { prometheus: { enabled: false } }", "/metrics", HttpStatusCode.NotFound)]
    [InlineData("metrics: { enabled: false }", "/metrics", HttpStatusCode.NotFound)]
    [InlineData("surfaces: { metrics: false }", "/metrics", HttpStatusCode.NotFound)]
    public async Task Other_routes_move_and_vanish_too(string yaml, string path, HttpStatusCode expected)
    {
        await using var server = await RunningServer.StartAsync(yaml);
        using var response = await server.GetAsync(path);
        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task A_family_that_is_off_says_so_in_its_own_shape_and_asks_for_no_key()
    {
        await using var server = await RunningServer.StartAsync("surfaces: { inference: false }\nauth: { api_keys: [gg-the-key-of-these-tests] }");
        using var response = await server.PostAsync("/api/v1/inference", """{"text":"x"}""");
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        using var body = JsonDocument.Parse(await RunningServer.TextAsync(response));
        Assert.Equal(["error", "request_id"], body.RootElement.EnumerateObject().Select(static member => member.Name));
        Assert.Contains("surfaces", body.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "true", "status,version,backends")]
    [InlineData("true", "false", "status,version")]
    [InlineData("false", "true", "status")]
    public async Task Health_says_as_much_as_it_is_let(string detailed, string backends, string members)
    {
        await using var server = await RunningServer.StartAsync($"metrics: {{ health_check: {{ detailed: {detailed}, include_backends: {backends} }} }}");
        using var response = await server.GetAsync("/health");
        using var body = JsonDocument.Parse(await RunningServer.TextAsync(response));
        Assert.Equal(members, string.Join(',', body.RootElement.EnumerateObject().Select(static member => member.Name)));
    }
}
