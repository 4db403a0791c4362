using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GenGateway.Server;
using GenGateway.Tests.Configuration;

namespace GenGateway.Tests.Server;

public sealed class TlsCertificateTests : IDisposable
{
    private readonly Workplace _place = new Workplace().Yaml("server: { tls: { enabled: true, cert_path: tls/cert.pem, key_path: tls/key.pem } }");

    public void Dispose() => _place.Dispose();

    [Fact]
    public void Another_certificate_counts_and_the_same_one_changes_nothing()
    {
        Write(out _);
        var certificate = Load();
        var before = certificate.Options;
        Assert.True(certificate.Renew().TryGet(out var isOther, out _));
        Assert.False(isOther);
        Assert.Same(before, certificate.Options);

        Write(out var renewed);
        Assert.True(certificate.Renew().TryGet(out isOther, out _));
        Assert.True(isOther);
        Assert.Equal(renewed, certificate.Options.ServerCertificateContext?.TargetCertificate.Thumbprint);
    }

    [Fact]
    public void One_that_does_not_fit_its_key_is_told_and_the_one_before_still_counts()
    {
        Write(out var thumbprint);
        var certificate = Load();
        _place.Write("tls/key.pem", "canary text");
        Assert.False(certificate.Renew().TryGet(out _, out var failure));
        Assert.StartsWith("server.tls.key_path is tls/key.pem", failure.Message, StringComparison.Ordinal);
        Assert.Equal(thumbprint, certificate.Options.ServerCertificateContext?.TargetCertificate.Thumbprint);
    }

    private TlsCertificate Load()
    {
        Assert.True(TlsCertificate.Load(_place.Config(), _place.Directory).TryGet(out var certificate, out var failure), failure?.Message);
        return certificate;
    }

    private void Write(out string thumbprint)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        thumbprint = certificate.Thumbprint;
        _place.Write("tls/cert.pem", certificate.ExportCertificatePem()).Write("tls/key.pem", key.ExportPkcs8PrivateKeyPem());
    }
}
