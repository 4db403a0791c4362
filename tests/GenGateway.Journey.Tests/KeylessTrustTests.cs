using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests;

/// <summary>Without a key only this machine's own programs are served: no web page of another origin, no foreign name that points here.</summary>
public sealed class KeylessTrustTests(SharedGateway shared) : SharedGatewayTest(shared)
{
    [Theory]
    [InlineData("evil.example")]
    [InlineData("evil.example:8080")]
    [InlineData("localhost.evil.example")]
    [InlineData("127.0.0.1.evil.example")]
    [InlineData("10.0.0.1:8080")]
    [InlineData("[::2]:8080")]
    public async Task A_foreign_host_name_is_refused(string host)
    {
        (await AskAsync("/v1/models", host, null)).ExpectError(403, "foreign_origin");
        (await AskAsync("/api/v1/inference", host, null)).ExpectInferenceError(403);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("https://localhost.evil.example")]
    [InlineData("null")]
    [InlineData("file://")]
    public async Task A_page_of_a_foreign_origin_is_refused(string origin) =>
        (await AskAsync("/v1/models", null, origin)).ExpectError(403, "foreign_origin");

    [Theory]
    [InlineData("localhost", null)]
    [InlineData("localhost:1234", null)]
    [InlineData("LOCALHOST", null)]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.0.0.1:65535", null)]
    [InlineData("[::1]", null)]
    [InlineData("[::1]:80", null)]
    [InlineData(null, "http://localhost")]
    [InlineData(null, "http://localhost:5173")]
    [InlineData(null, "https://127.0.0.1:8443")]
    [InlineData(null, "http://[::1]:3000")]
    public async Task This_machines_own_names_are_served_on_any_port(string? host, string? origin) =>
        (await AskAsync("/v1/models", host, origin)).Expect(200);

    [Fact]
    public async Task A_generation_that_a_foreign_page_asks_for_never_begins()
    {
        var request = GatewayClient.Post("/v1/chat/completions", Bodies.Chat("Hello").ToJsonString());
        request.Headers.TryAddWithoutValidation("Origin", "http://evil.example");

        (await Client.SendAsync(request, Token)).ExpectError(403, "foreign_origin");
    }

    [Fact]
    public async Task A_key_that_nobody_asked_for_is_ignored()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer none");

        (await Client.SendAsync(request, Token)).Expect(200);
    }

    [Fact]
    public async Task An_origin_that_the_operator_allows_is_not_foreign()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("cors: { enabled: true, allowed_origins: [\"http://app.example\"] }\n"));
        var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation("Origin", "http://app.example");

        (await gateway.Client.SendAsync(request, Token)).Expect(200);
    }

    private Task<WireAnswer> AskAsync(string path, string? host, string? origin)
    {
        var request = path.StartsWith("/api", StringComparison.Ordinal)
            ? GatewayClient.Post(path, """{"text":"Hello","max_tokens":1}""")
            : new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = host;
        if (origin is not null)
            request.Headers.TryAddWithoutValidation("Origin", origin);
        return Client.SendAsync(request, Token);
    }
}
