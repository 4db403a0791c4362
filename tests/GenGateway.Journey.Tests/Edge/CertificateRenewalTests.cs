using GenGateway.Journey.Tests.Harness;

namespace GenGateway.Journey.Tests.Edge;

/// <summary>A certificate that is renewed on disk is shown without a restart; one that does not fit its key changes nothing.</summary>
public sealed class CertificateRenewalTests : JourneyTest
{
    private const string Yaml = "server: { tls: { enabled: true, cert_path: tls/cert.pem, key_path: tls/key.pem } }\n";

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_renewed_certificate_is_shown_and_open_connections_stay()
    {
        var (first, second) = (Certificate.Make(), Certificate.Make());
        var gateway = await StartAsync(Options(first));
        Assert.Equal(first.Thumbprint, await ShownAsync(gateway));
        (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200);

        await WriteAsync(gateway, second.Text, second.Key);
        await Eventually.ReachesAsync(() => ShownAsync(gateway), shown => shown == second.Thumbprint, Soon, "the renewed certificate is shown", Token);
        (await gateway.Client.GetAsync("/v1/models", Token)).Expect(200);
    }

    [Fact]
    public async Task A_certificate_that_does_not_fit_its_key_is_told_and_the_one_before_stays()
    {
        var (first, second) = (Certificate.Make(), Certificate.Make());
        var gateway = await StartAsync(Options(first) with { ExpectsErrors = true });

        await WriteAsync(gateway, second.Text, first.Key);
        var line = await Eventually.ReachesAsync(
            () => Task.FromResult(gateway.Log.Output.FirstOrDefault(line => line.Contains("certificate not renewed", StringComparison.Ordinal))), line => line is not null, Soon, "it is told", Token);
        Assert.Contains("server.tls.key_path is tls/key.pem", line, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE KEY", gateway.Log.Text, StringComparison.Ordinal);
        Assert.Equal(first.Thumbprint, await ShownAsync(gateway));

        await WriteAsync(gateway, second.Text, second.Key);
        await Eventually.ReachesAsync(() => ShownAsync(gateway), shown => shown == second.Thumbprint, Soon, "the pair that fits is shown", Token);
    }

    private static GatewayOptions Options(Certificate certificate) => new()
    {
        Files = new Dictionary<string, string> { ["tls/cert.pem"] = certificate.Text, ["tls/key.pem"] = certificate.Key, ["config/gateway.yaml"] = Yaml },
    };

    private async Task WriteAsync(GatewayProcess gateway, string certificate, string key)
    {
        await File.WriteAllTextAsync(Path.Combine(gateway.WorkingDirectory, "tls", "cert.pem"), certificate, Token);
        await File.WriteAllTextAsync(Path.Combine(gateway.WorkingDirectory, "tls", "key.pem"), key, Token);
    }

    private Task<string> ShownAsync(GatewayProcess gateway) => Certificate.ShownAtAsync(gateway.Url, Token);
}
