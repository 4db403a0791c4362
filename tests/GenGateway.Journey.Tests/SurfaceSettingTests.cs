using System.Security.Cryptography;
using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Settings of what is answered, to whom, and how it is told: each has an effect that is seen from outside.</summary>
public sealed class SurfaceSettingTests : JourneyTest
{
    [Fact]
    public async Task Chat_has_another_path_where_one_is_written()
    {
        var client = (await StartAsync(Api("text: { chat_completions: /talk }"))).Client;
        (await client.PostAsync("/talk", Bodies.Chat("Hello").With("max_tokens", 1), Token)).Expect(200);
        (await client.PostAsync("/v1/chat/completions", Bodies.Chat("Hello"), Token)).ExpectError(404, "not_found");
    }

    [Theory]
    [InlineData("models", "/v1/models")]
    [InlineData("health", "/health")]
    [InlineData("admin", "/admin/reload")]
    [InlineData("text", "/v1/chat/completions")]
    public async Task A_group_of_routes_that_is_disabled_is_not_there_and_the_others_are(string group, string path)
    {
        var client = (await StartAsync(Api($"{group}: {{ enabled: false }}"))).Client;
        foreach (var (route, post) in ((string, bool)[])[("/v1/models", false), ("/health", false), ("/admin/reload", true), ("/v1/chat/completions", true)])
        {
            var answer = post
                ? await client.PostAsync(route, Bodies.Chat("Hello").With("max_tokens", 1), Token)
                : await client.GetAsync(route, Token);
            if (route == path)
                answer.ExpectError(404, "not_found");
            else
                Assert.True(answer.Status == 200, $"{route}: {answer.Text}");
        }
    }

    [Theory]
    [InlineData("metrics: { enabled: false }\n")]
    [InlineData("metrics: { prometheus: { enabled: false } }\n")]
    [InlineData("surfaces: { metrics: false }\n")]
    public async Task The_metrics_page_can_be_switched_off(string yaml) =>
        Assert.Equal(404, (await (await StartAsync(new GatewayOptions().WithConfiguration(yaml))).Client.GetAsync("/metrics", Token)).Status);

    [Fact]
    public async Task Health_says_as_much_as_it_is_let()
    {
        var brief = await StartAsync(new GatewayOptions().WithConfiguration("metrics: { health_check: { detailed: false } }\n"));
        Assert.Equal(["status"], Members((await brief.Client.GetAsync("/health", Token)).Expect(200)));
        var uncounted = await StartAsync(new GatewayOptions().WithConfiguration("metrics: { health_check: { include_backends: false } }\n"));
        Assert.Equal(["status", "version"], Members((await uncounted.Client.GetAsync("/health", Token)).Expect(200)));
    }

    [Fact]
    public async Task A_browser_that_asks_beforehand_is_told_what_is_configured()
    {
        const string Page = "https://app.example";
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration($"cors: {{ enabled: true, allowed_origins: [\"{Page}\"], allowed_methods: [GET, POST], allowed_headers: [Content-Type, X-Own], max_age_secs: 77 }}\n"));
        var answer = await AskBeforehandAsync(gateway, Page);
        Assert.Equal(204, answer.Status);
        Assert.Equal(Page, answer.Header("Access-Control-Allow-Origin"));
        Assert.Equal("GET, POST", answer.Header("Access-Control-Allow-Methods"));
        Assert.Equal("Content-Type, X-Own", answer.Header("Access-Control-Allow-Headers"));
        Assert.Equal("77", answer.Header("Access-Control-Max-Age"));

        var stranger = await AskBeforehandAsync(gateway, "https://elsewhere.example");
        Assert.Null(stranger.Header("Access-Control-Allow-Origin"));
        Assert.Null(stranger.Header("Access-Control-Allow-Methods"));
    }

    [Fact]
    public async Task Lines_for_people_are_no_JSON_and_say_the_same()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("logging: { format: pretty }\n"));
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Add("x-request-id", "pretty-line-1");
        (await gateway.Client.SendAsync(request, Token)).Expect(200);
        var line = await Eventually.ReachesAsync(
            () => Task.FromResult(gateway.Log.Output.FirstOrDefault(text => text.Contains("pretty-line-1", StringComparison.Ordinal))),
            static text => text is not null,
            TimeSpan.FromSeconds(30),
            "a line of the request",
            Token);
        Assert.Contains(" GET /v1/models 200 ", line, StringComparison.Ordinal);
        Assert.DoesNotContain(gateway.Log.Output, text => text.StartsWith('{'));
    }

    [Fact]
    public async Task A_key_may_be_written_as_its_hash()
    {
        const string Key = "gg-canary-hashed-77aa";
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key)));
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration($"auth: {{ api_keys: [ {{ name: hashed, sha256: {hash} }} ] }}\n"));
        (await KeyedAsync(gateway, Key)).Expect(200);
        (await KeyedAsync(gateway, hash)).ExpectError(401, "invalid_api_key");
        (await gateway.Client.GetAsync("/v1/models", Token)).ExpectError(401, "invalid_api_key");
    }

    private static GatewayOptions Api(string endpoints) => new GatewayOptions().WithConfiguration($"api: {{ endpoints: {{ {endpoints} }} }}\n");

    private static IEnumerable<string> Members(System.Text.Json.JsonElement json) => json.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    private Task<WireAnswer> AskBeforehandAsync(GatewayProcess gateway, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "content-type, x-other");
        return gateway.Client.SendAsync(request, Token);
    }

    private Task<WireAnswer> KeyedAsync(GatewayProcess gateway, string key)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.Authorization = new("Bearer", key);
        return gateway.Client.SendAsync(request, Token);
    }
}
