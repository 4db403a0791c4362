using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A certificate for localhost that nobody signed, as PEM.</summary>
public sealed record Certificate(string Text, string Key, string Thumbprint)
{
    public static Certificate Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return new Certificate(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem(), made.Thumbprint);
    }

    /// <summary>The thumbprint of the certificate that a new connection is shown.</summary>
    public static async Task<string> ShownAtAsync(Uri url, CancellationToken cancellationToken)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(url.Host, url.Port, cancellationToken);
        using var tls = new SslStream(tcp.GetStream(), leaveInnerStreamOpen: false, static (_, certificate, _, _) => certificate?.Subject == "CN=localhost");
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost" }, cancellationToken);
        return tls.RemoteCertificate!.GetCertHashString();
    }
}
