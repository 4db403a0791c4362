using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>What a proxy says of a client counts where it matters, and nobody else's word does.</summary>
public sealed class TrustedProxyTests : JourneyTest
{
    private const string Limit = "rate_limit: { per_client: { requests_per_minute: 1 } }\n";

    [Fact]
    public async Task Clients_behind_a_trusted_proxy_have_limits_of_their_own_and_cannot_write_themselves_another_address()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { trusted_proxies: [127.0.0.0/8, 10.0.0.0/8] }\n" + Limit));
        (await AskAsync(gateway, "203.0.113.1")).Expect(200);
        (await AskAsync(gateway, "203.0.113.2, 10.1.2.3")).Expect(200);
        // What a client wrote stands to the left of what the proxy saw.
        (await AskAsync(gateway, "198.51.100.1, 203.0.113.1")).ExpectError(429, "rate_limit_exceeded");
        (await AskAsync(gateway, "nonsense, 203.0.113.2, 10.1.2.3")).ExpectError(429, "rate_limit_exceeded");
    }

    [Fact]
    public async Task Without_a_trusted_proxy_the_header_gives_nobody_a_new_limit()
    {
        var gateway = await StartAsync(new GatewayOptions().WithConfiguration("server: { trusted_proxies: [192.0.2.0/24] }\n" + Limit));
        (await AskAsync(gateway, "203.0.113.1")).Expect(200);
        (await AskAsync(gateway, "203.0.113.2")).ExpectError(429, "rate_limit_exceeded");
    }

    private Task<WireAnswer> AskAsync(GatewayProcess gateway, string forwarded)
    {
        var request = GatewayClient.Post("/v1/chat/completions", Bodies.Chat("Hello").With("max_tokens", 1).ToJsonString());
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        return gateway.Client.SendAsync(request, Token);
    }
}
