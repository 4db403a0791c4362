namespace GenGateway.Configuration;

/// <summary>Section <c>server.tls</c>: PEM files, relative to the working directory.</summary>
/// <param name="Enabled">Whether <c>server.port</c> speaks TLS.</param>
/// <param name="CertPath">The certificate with its chain; empty only while disabled.</param>
/// <param name="KeyPath">The private key; empty only while disabled.</param>
public sealed record TlsConfig(bool Enabled, string CertPath, string KeyPath);
