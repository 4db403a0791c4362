using System.Net;
using System.Net.Sockets;
using GenGateway.Journey.Tests.Harness;
using GenGateway.Journey.Tests.Upstreams;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>Names that mean nothing, TLS that does not fit, and machines that vanish: told clearly, within the deadlines, and over when the cause is.</summary>
public sealed class UpstreamTrustTests : UpstreamTest
{
    [Fact]
    public async Task A_host_name_that_means_nothing_is_told_and_another_backend_is_served_meanwhile()
    {
        var good = OpenAi();
        var gateway = await StartAsync(new Backends().Add("lost", "openai", "http://lost.invalid:9/v1", "lost-model", Served).Add("good", "openai", good.Endpoint, Model, Served));
        var error = (await gateway.Client.PostAsync("/v1/chat/completions", Question("lost-model"), Token)).ExpectError(502, "backend_error");
        Assert.Contains("host name of backend 'lost'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
    }

    [Fact]
    public async Task A_backend_that_speaks_no_TLS_where_it_should_is_told()
    {
        await using var plain = new PlainServer();
        var gateway = await StartAsync(new Backends().Add("plain", "openai", $"https://127.0.0.1:{plain.Port}/v1", Model, Served));
        await ExpectInsecureAsync(gateway, "plain");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handshake_that_nobody_answers_costs_no_more_than_the_connection_may(bool stream)
    {
        using var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start();
        var gateway = await StartAsync(
            new Backends().Add("dead", "openai", $"https://127.0.0.1:{((IPEndPoint)dead.LocalEndpoint).Port}/v1", Model, Served),
            "engine: { enabled: false }\nrouting: { deadlines: { connect_ms: 700 } }\n");
        var error = (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token)).ExpectError(504, "timeout");
        Assert.Contains("700 ms (deadlines.connect_ms)", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_backend_whose_certificate_nobody_signed_is_never_asked()
    {
        var certificate = Certificate.Make();
        var behind = await StartAsync(new GatewayOptions
        {
            ExpectsErrors = true,
            Files = new Dictionary<string, string>
            {
                ["tls/cert.pem"] = certificate.Text,
                ["tls/key.pem"] = certificate.Key,
                ["config/gateway.yaml"] = "server: { tls: { enabled: true, cert_path: tls/cert.pem, key_path: tls/key.pem } }\n",
            },
        });
        var gateway = await StartAsync(new Backends().Add("unsigned", "openai", $"https://127.0.0.1:{behind.Url.Port}/v1", Model, "tiny-chat", "auth: { type: bearer, token: gg-canary-upstream-91d }"));
        await ExpectInsecureAsync(gateway, "unsigned");
        Assert.DoesNotContain("gg-canary-upstream-91d", gateway.Log.Text + behind.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_machine_that_takes_the_connection_and_vanishes_costs_no_more_than_the_deadline(bool stream)
    {
        using var dead = new TcpListener(IPAddress.Loopback, 0);
        dead.Start();
        var gateway = await StartAsync(new Backends().Add("dead", "openai", $"http://127.0.0.1:{((IPEndPoint)dead.LocalEndpoint).Port}/v1", Model, Served), UpstreamSettings.Hasty);
        (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token)).ExpectError(504, "timeout");
    }

    [Fact]
    public async Task A_backend_that_comes_back_at_its_address_is_asked_again_without_a_restart()
    {
        var fake = OpenAi();
        var gateway = await StartAsync(new Backends().Add("far", "openai", fake.Endpoint, Model, Served));
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
        await fake.RefuseAsync();
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).ExpectError(502, "backend_error");
        fake.Accept();
        (await gateway.Client.PostAsync("/v1/chat/completions", Question(), Token)).Expect(200);
    }

    private async Task ExpectInsecureAsync(GatewayProcess gateway, string backend)
    {
        foreach (var stream in new[] { false, true })
        {
            var error = (await gateway.Client.PostAsync("/v1/chat/completions", Question().With("stream", stream), Token)).ExpectError(502, "backend_error");
            Assert.Contains($"no secure connection to backend '{backend}'", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        }
    }
}
