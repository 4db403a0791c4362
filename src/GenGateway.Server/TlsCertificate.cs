using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using GenGateway.Configuration;
using GenGateway.Errors;

namespace GenGateway.Server;

/// <summary>The certificate that listeners show now; one that was renewed on disk takes its place without a restart. Thread safe.</summary>
/// <remarks>Connections that are open keep the one they began with. The old one is left to the collector, since a handshake may still use it.</remarks>
internal sealed class TlsCertificate
{
    private readonly GatewayConfig _config;
    private readonly string _workingDirectory;
    private volatile SslServerAuthenticationOptions _options;
    private volatile string _thumbprint;

    private TlsCertificate(GatewayConfig config, string workingDirectory, X509Certificate2Collection chain)
    {
        _config = config;
        _workingDirectory = workingDirectory;
        _thumbprint = chain[0].Thumbprint;
        _options = OptionsOf(chain);
    }

    /// <summary>What a handshake goes by.</summary>
    public SslServerAuthenticationOptions Options => _options;

    /// <summary>Its two files.</summary>
    public IReadOnlyList<string> Files => [Path.Combine(_workingDirectory, _config.Server.Tls.CertPath), Path.Combine(_workingDirectory, _config.Server.Tls.KeyPath)];

    /// <summary>Reads it for the first time; null where nobody listens with TLS.</summary>
    /// <param name="config">The checked configuration.</param>
    /// <param name="workingDirectory">What relative paths start from.</param>
    /// <returns>Or what is wrong with the files.</returns>
    public static Outcome<TlsCertificate?> Load(GatewayConfig config, string workingDirectory)
    {
        if (!ServerCertificate.Load(config, workingDirectory).TryGet(out var chain, out var failure) && failure is not null)
            return failure;
        return Outcome.Of(chain is null ? null : new TlsCertificate(config, workingDirectory, chain));
    }

    /// <summary>Reads the files anew.</summary>
    /// <returns>Whether another certificate counts from now on; or what is wrong, and then the one before goes on to count.</returns>
    public Outcome<bool> Renew()
    {
        if (!ServerCertificate.Load(_config, _workingDirectory).TryGet(out var chain, out var failure) && failure is not null)
            return failure;
        if (chain is null || chain[0].Thumbprint == _thumbprint)
            return false;
        _options = OptionsOf(chain);
        _thumbprint = chain[0].Thumbprint;
        return true;
    }

    // Offline: what is missing of the chain is the file's fault; nothing is fetched from anywhere.
    private static SslServerAuthenticationOptions OptionsOf(X509Certificate2Collection chain) =>
        new() { ServerCertificateContext = SslStreamCertificateContext.Create(chain[0], chain, offline: true), ApplicationProtocols = [SslApplicationProtocol.Http11] };
}
