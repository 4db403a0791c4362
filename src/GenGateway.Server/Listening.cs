using System.Net;
using System.Net.Sockets;
using GenGateway.Configuration;
using GenGateway.Server.Http;
using GenGateway.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace GenGateway.Server;

/// <summary>Kestrel's limits and addresses, from the configuration.</summary>
internal static class Listening
{
    /// <param name="kestrel">What to configure.</param>
    /// <param name="config">The checked configuration.</param>
    /// <param name="certificate">The certificate for TLS, where somebody listens with it.</param>
    /// <param name="metrics">Counts connections.</param>
    /// <param name="links">Knows the connections.</param>
    public static void Configure(KestrelServerOptions kestrel, GatewayConfig config, TlsCertificate? certificate, HttpMetrics metrics, OpenLinks links)
    {
        var server = config.Server;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = server.MaxBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = server.HeaderTimeout;
        kestrel.Limits.MaxConcurrentConnections = server.MaxConnections;
        Listen(kestrel, server.Host, server.Port, Setup(new Doorway(Families.All, Asks: true, StartRules.IsLoopback(server.Host)), server.Tls.Enabled));
        foreach (var listener in config.Listeners)
        {
            var door = new Doorway(FamilyNames.Of(listener.Surfaces), listener.Auth, StartRules.IsLoopback(listener.Url.Host));
            Listen(kestrel, listener.Url.Host, listener.Url.Port, Setup(door, listener.Url.Scheme == Uri.UriSchemeHttps));
        }

        Action<ListenOptions> Setup(Doorway door, bool tls) => listen => Configure(listen, door, tls ? certificate : null, metrics, links);
    }

    /// <summary>Whether a configured host means every address of this machine.</summary>
    public static bool IsEveryAddress(string host) => host is "*" or "+";

    /// <summary>Where a configured host listens. A name (localhost too) may mean several addresses; the first IPv4 one is taken, so that port 0 means one port.</summary>
    /// <exception cref="SocketException">The name means no address.</exception>
    public static IPAddress AddressOf(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address)
        ? address
        : Dns.GetHostAddresses(host).OrderBy(static found => found.AddressFamily).FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);

    private static void Listen(KestrelServerOptions kestrel, string host, int port, Action<ListenOptions> configure)
    {
        if (IsEveryAddress(host))
            kestrel.ListenAnyIP(port, configure);
        else
            kestrel.Listen(AddressOf(host), port, configure);
    }

    private static void Configure(ListenOptions listen, Doorway door, TlsCertificate? certificate, HttpMetrics metrics, OpenLinks links)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => async connection =>
        {
            ClientLink.Set(connection, door);
            metrics.Connected();
            links.Add(connection);
            try
            {
                await next(connection);
            }
            finally
            {
                links.Remove(connection);
                metrics.Disconnected();
            }
        });
        if (certificate is not null)
        {
            // Asked for each handshake: a certificate that was replaced counts for the next one.
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(certificate.Options) });
        }
    }
}
