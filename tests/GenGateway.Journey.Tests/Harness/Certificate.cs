using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>A certificate for localhost that nobody signed, as PEM.</summary>
public sealed record Certificate(string Text, string Key)
{
    public static Certificate Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return new Certificate(made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }
}
