using GenGateway.Configuration;

namespace GenGateway.Tests.Configuration;

public sealed class ListenerRulesTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", "server.host and server.port is 127.0.0.1:8080")]
    [InlineData("http://localhost:8080", "server.host and server.port is 127.0.0.1:8080")]
    [InlineData("http://0.0.0.0:8080", "server.host and server.port is 127.0.0.1:8080")]
    [InlineData("http://[::]:3000", "listeners.url is http://127.0.0.1:3000")]
    [InlineData("https://127.0.0.1:7000", "needs a certificate")]
    [InlineData("http://[::1]:8080", null)]
    [InlineData("http://127.0.0.1:8081", null)]
    public void Two_listeners_never_share_a_port_and_https_needs_a_certificate(string url, string? refusal)
    {
        using var place = new Workplace();
        var refusals = ListenerRules.Refusals(place.Yaml($"listeners:\n- {{ url: \"http://127.0.0.1:3000\" }}\n- {{ url: \"{url}\" }}\n").Config());
        if (refusal is null)
            Assert.Empty(refusals);
        else
            Assert.Contains(refusal, Assert.Single(refusals), StringComparison.Ordinal);
    }
}
