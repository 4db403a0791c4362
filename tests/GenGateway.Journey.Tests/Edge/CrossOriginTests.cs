using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>Web pages: off as shipped; where it is on, only the named origins may read, and never with a browser's own credentials.</summary>
public sealed class CrossOriginTests : JourneyTest
{
    private const string Key = "gg-canary-pages-51c2aa";
    private const string Page = "https://app.example";
    private const string Keys = $"auth: {{ api_keys: [{Key}] }}\n";

    [Fact]
    public async Task As_shipped_no_answer_says_anything_to_web_pages()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(Keys));
        var answer = await AskAsync(gateway, HttpMethod.Get, Page, key: true);
        answer.Expect(200);
        ExpectNothing(answer);
        var before = await BeforehandAsync(gateway, Page);
        Assert.NotEqual(204, before.Status);
        ExpectNothing(before);
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("https://evil.example", false)]
    [InlineData("http://app.example", false)]
    [InlineData("https://app.example:8443", false)]
    [InlineData("https://app.example.evil.example", false)]
    [InlineData("null", false)]
    public async Task Only_a_named_origin_may_read(string origin, bool allowed)
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(Keys + $"cors: {{ enabled: true, allowed_origins: [\"{Page}\"], max_age_secs: 77 }}\n"));
        var (answer, before) = (await AskAsync(gateway, HttpMethod.Get, origin, key: true), await BeforehandAsync(gateway, origin));
        answer.Expect(200);
        Assert.Contains("Origin", answer.Header("Vary"), StringComparison.OrdinalIgnoreCase);
        if (!allowed)
        {
            ExpectNothing(answer);
            ExpectNothing(before);
            Assert.NotEqual(204, before.Status);
            return;
        }

        Assert.Equal(Page, answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains("x-request-id", answer.Header("Access-Control-Expose-Headers"), StringComparison.Ordinal);
        Assert.Equal((204, Page, "77"), (before.Status, before.Header("Access-Control-Allow-Origin"), before.Header("Access-Control-Max-Age")));
        Assert.Contains("POST", before.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        Assert.Equal("authorization,content-type", before.Header("Access-Control-Allow-Headers"));
        // Keys go in headers. A page that could have cookies sent along could act for whoever is logged in.
        Assert.All([answer, before], static one => Assert.Null(one.Header("Access-Control-Allow-Credentials")));
    }

    [Fact]
    public async Task A_page_that_asks_beforehand_gets_no_further_without_a_key()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration(Keys + $"cors: {{ enabled: true, allowed_origins: [\"{Page}\"] }}\n"));
        (await AskAsync(gateway, HttpMethod.Get, Page, key: false)).ExpectError(401, "invalid_api_key");
        var plain = await AskAsync(gateway, HttpMethod.Options, Page, key: false);
        Assert.Equal(401, plain.Status);
    }

    private static void ExpectNothing(WireAnswer answer) =>
        Assert.DoesNotContain(answer.Headers.Keys, static name => name.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));

    private Task<WireAnswer> BeforehandAsync(GatewayProcess gateway, string origin)
    {
        var request = new HttpRequestMessage(HttpMethod.Options, "/v1/chat/completions");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Method", "POST");
        request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", "authorization,content-type");
        return gateway.Client.SendAsync(request, Token);
    }

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, HttpMethod method, string origin, bool key)
    {
        var request = new HttpRequestMessage(method, "/v1/models");
        request.Headers.TryAddWithoutValidation("Origin", origin);
        if (key)
            request.Headers.Authorization = new("Bearer", Key);
        return gateway.Client.SendAsync(request, Token);
    }
}
