using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GenGateway.Server;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Server;

public sealed class ServerCertificateTests : IDisposable
{
    private const string Tls = "server: { tls: { enabled: true, cert_path: tls/cert.pem, key_path: tls/key.pem } }";

    private readonly Workplace _place = new Workplace().Yaml(Tls);

    public void Dispose() => _place.Dispose();

    [Fact]
    public void The_first_certificate_gets_the_key()
    {
        var (certificate, key) = Make();
        _place.Write("tls/cert.pem", certificate).Write("tls/key.pem", key);
        Assert.True(Load().TryGet(out var chain, out _));
        Assert.True(chain![0].HasPrivateKey);
    }

    [Fact]
    public void Without_TLS_no_file_is_looked_at()
    {
        _place.Yaml("");
        Assert.True(Load().TryGet(out var chain, out _) || chain is null);
        Assert.Null(Load().Failure);
    }

    [Theory]
    [InlineData(null, "key", "server.tls.cert_path is tls/cert.pem, which cannot be read: there is no such file")]
    [InlineData("cert", null, "server.tls.key_path is tls/key.pem, which cannot be read: there is no such file")]
    [InlineData("text", "key", "server.tls.cert_path is tls/cert.pem, which holds no certificate in PEM form")]
    [InlineData("cert", "text", "server.tls.key_path is tls/key.pem, which holds no private key")]
    [InlineData("cert", "other", "server.tls.key_path is tls/key.pem, which holds no private key")]
    public void A_wrong_file_is_told_by_setting_and_path_and_never_by_content(string? certificate, string? key, string expected)
    {
        var made = Make();
        if (certificate is not null)
            _place.Write("tls/cert.pem", certificate == "cert" ? made.Certificate : "canary text");
        if (key is not null)
            _place.Write("tls/key.pem", key switch { "key" => made.Key, "other" => Make().Key, _ => "canary text" });
        var failure = Load().Failure!;
        Assert.StartsWith(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("canary", failure.Message, StringComparison.Ordinal);
    }

    private GenGateway.Errors.Outcome<X509Certificate2Collection?> Load() => ServerCertificate.Load(_place.Config(), _place.Directory);

    private static (string Certificate, string Key) Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
