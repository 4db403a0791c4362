using System.Net;

namespace GenGateway.Tests.Server;

public sealed class CrossOriginTests
{
    private const string Config =
        """
        cors: { enabled: true, allowed_origins: ["https://app.example"] }
        auth: { api_keys: ["gg-the-key-of-these-tests"] }
        """;

    [Fact]
    public async Task A_browser_that_asks_beforehand_is_answered_without_a_key()
    {
        await using var server = await RunningServer.StartAsync(Config);
        using var response = await server.SendAsync(
            HttpMethod.Options, "/v1/chat/completions", null,
            ("Origin", "https://app.example"), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,x-stainless-os"));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("https://app.example", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("authorization,x-stainless-os", Assert.Single(response.Headers.GetValues("Access-Control-Allow-Headers")));
    }

    [Theory]
    [InlineData("https://app.example", true)]
    [InlineData("https://evil.example", false)]
    public async Task An_answer_names_the_origin_that_may_read_it(string origin, bool allowed)
    {
        await using var server = await RunningServer.StartAsync(Config);
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, ("Origin", origin), ("X-API-Key", "gg-the-key-of-these-tests"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(allowed, response.Headers.Contains("Access-Control-Allow-Origin"));
        Assert.Equal(allowed, response.Headers.Contains("Access-Control-Expose-Headers"));
    }
}
