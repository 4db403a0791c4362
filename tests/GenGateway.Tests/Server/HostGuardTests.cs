using System.Net;

namespace GenGateway.Tests.Server;

public sealed class HostGuardTests
{
    [Theory]
    [InlineData("Host", "localhost", true)]
    [InlineData("Host", "LOCALHOST:1", true)]
    [InlineData("Host", "127.0.0.1:9999", true)]
    [InlineData("Host", "[::1]:9999", true)]
    [InlineData("Host", "evil.example", false)]
    [InlineData("Host", "localhost.evil.example", false)]
    [InlineData("Host", "127.0.0.1.evil.example", false)]
    [InlineData("Host", "app.example:8443", true)]
    [InlineData("Origin", "http://localhost:3000", true)]
    [InlineData("Origin", "https://127.0.0.1", true)]
    [InlineData("Origin", "http://[::1]:5", true)]
    [InlineData("Origin", "https://app.example", true)]
    [InlineData("Origin", "http://app.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Origin", "http://localhost@evil.example", false)]
    [InlineData("Origin", "http://evil.example#localhost", false)]
    [InlineData("Origin", "http://[::1].evil.example", false)]
    [InlineData("Origin", "http://localhost:evil.example", false)]
    [InlineData("Origin", "file://localhost", false)]
    public async Task Keyless_loopback_serves_nobody_foreign(string name, string value, bool served)
    {
        await using var server = await RunningServer.StartAsync("cors:\n  allowed_origins: [\"https://app.example\"]\n");
        using var response = await server.PostAsync("/v1/chat/completions", RunningServer.Chat, (name, value));
        Assert.Equal(served ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        if (!served)
            Assert.Equal("foreign_origin", await RunningServer.CodeAsync(response));
    }

    [Fact]
    public async Task With_a_key_the_name_does_not_matter()
    {
        await using var server = await RunningServer.StartAsync("auth:\n  api_keys: [\"gg-the-key-of-these-tests\"]\n");
        using var response = await server.GetAsync("/v1/models", ("Host", "gateway.example"), ("Origin", "https://x.example"), ("X-API-Key", "gg-the-key-of-these-tests"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
