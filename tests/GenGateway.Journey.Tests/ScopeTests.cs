using System.Text;
using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>A key does what its scopes say, until it expires, and is sent in the ways that are listed.</summary>
public sealed class ScopeTests : JourneyTest
{
    private const string Reader = "gg-canary-reader-10aa";
    private const string Writer = "gg-canary-writer-20bb";
    private const string Gone = "gg-canary-gone-30cc";

    private static readonly GatewayOptions Keys = new GatewayOptions()
        .WithConfiguration(
            $$"""
            auth:
              methods: [bearer, basic, query]
              api_keys:
              - { name: reader, key: {{Reader}}, scopes: [read] }
              - { name: studio, env: STUDIO_KEY, scopes: [generate] }
              - { name: gone, key: {{Gone}}, expires: 2020-01-01T00:00:00Z }
            """)
        .WithEnvironment("STUDIO_KEY", Writer);

    [Fact]
    public async Task Only_the_scope_to_generate_generates_and_every_key_sees_the_models()
    {
        var gateway = await StartAsync(Keys);

        (await AskAsync(gateway, "/v1/chat/completions", $"Bearer {Writer}")).Expect(200);
        var refused = await AskAsync(gateway, "/v1/chat/completions", $"Bearer {Reader}");
        Assert.Contains("generate", refused.ExpectError(403, "insufficient_scope").GetProperty("message").GetString(), StringComparison.Ordinal);
        (await AskAsync(gateway, "/api/v1/inference", $"Bearer {Reader}")).ExpectInferenceError(403);
        (await AskAsync(gateway, "/v1/models", $"Bearer {Reader}")).Expect(200);
        (await AskAsync(gateway, "/v1/models", $"Bearer {Gone}")).ExpectError(401, "invalid_api_key");
    }

    [Fact]
    public async Task A_key_comes_in_the_ways_that_are_listed_and_never_into_the_log()
    {
        var gateway = await StartAsync(Keys);

        (await AskAsync(gateway, "/v1/models", $"Basic {Convert.ToBase64String(Encoding.ASCII.GetBytes($"me:{Writer}"))}")).Expect(200);
        (await AskAsync(gateway, $"/v1/models?api_key={Writer}", null, "queried-1")).Expect(200);
        var header = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        header.Headers.TryAddWithoutValidation("X-API-Key", Writer);
        (await gateway.Client.SendAsync(header, Token)).ExpectError(401, "invalid_api_key");

        var line = await gateway.RequestLineAsync("queried-1", Token);
        Assert.Equal(("studio", "/v1/models"), (line.GetProperty("key").GetString(), line.GetProperty("path").GetString()));
        Assert.DoesNotContain("canary", gateway.Log.Text, StringComparison.Ordinal);
    }

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, string path, string? authorization, string? id = null)
    {
        var request = path switch
        {
            "/v1/chat/completions" => GatewayClient.Post(path, Bodies.Chat("Hello").With("max_tokens", 1).ToJsonString()),
            "/api/v1/inference" => GatewayClient.Post(path, """{"text":"Hello","max_tokens":1}"""),
            _ => new HttpRequestMessage(HttpMethod.Get, path),
        };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (id is not null)
            request.Headers.TryAddWithoutValidation("x-request-id", id);
        return gateway.Client.SendAsync(request, Token);
    }
}
