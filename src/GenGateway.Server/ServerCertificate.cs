using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using GenGateway.Configuration;
using GenGateway.Errors;

namespace GenGateway.Server;

/// <summary>Reads the certificate of <c>server.tls</c>.</summary>
internal static class ServerCertificate
{
    /// <summary>The certificate with its key first, then its chain; null where nobody listens with TLS.</summary>
    /// <param name="config">The checked configuration.</param>
    /// <param name="workingDirectory">What relative paths start from.</param>
    /// <returns>Or what is wrong with the files: the setting and the path, never what stands in them.</returns>
    public static Outcome<X509Certificate2Collection?> Load(GatewayConfig config, string workingDirectory)
    {
        var tls = config.Server.Tls;
        if (!tls.Enabled && config.Listeners.FirstOrDefault(static listener => listener.Url.Scheme == Uri.UriSchemeHttps) is not { })
            return Outcome.Of<X509Certificate2Collection?>(null);

        if (Problem("server.tls.cert_path", tls.CertPath, workingDirectory) is { } missing)
            return missing;
        if (Problem("server.tls.key_path", tls.KeyPath, workingDirectory) is { } keyless)
            return keyless;
        var chain = new X509Certificate2Collection();
        try
        {
            chain.ImportFromPemFile(Path.Combine(workingDirectory, tls.CertPath));
            if (chain.Count == 0)
                return Wrong($"server.tls.cert_path is {tls.CertPath}, which holds no certificate in PEM form (-----BEGIN CERTIFICATE-----)");
        }
        catch (CryptographicException)
        {
            return Wrong($"server.tls.cert_path is {tls.CertPath}, which holds no certificate in PEM form that can be read");
        }

        try
        {
            using var read = X509Certificate2.CreateFromPemFile(Path.Combine(workingDirectory, tls.CertPath), Path.Combine(workingDirectory, tls.KeyPath));
            chain[0].Dispose();
            chain[0] = X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception thrown) when (thrown is CryptographicException or ArgumentException)
        {
            return Wrong($"server.tls.key_path is {tls.KeyPath}, which holds no private key in PEM form that belongs to the first certificate of server.tls.cert_path ({tls.CertPath})");
        }

        return chain;
    }

    private static Failure? Problem(string setting, string path, string workingDirectory)
    {
        if (path.Length == 0)
            return Wrong($"{setting} is not set, and an https address is listened on; name the PEM file, or listen on http");
        try
        {
            using var file = File.OpenRead(Path.Combine(workingDirectory, path));
            return null;
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            return Wrong($"{setting} is {path}, which cannot be read: {(thrown is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : thrown.Message)}");
        }
    }

    private static Failure Wrong(string message) => new(FailureKind.InvalidValue, message);
}
