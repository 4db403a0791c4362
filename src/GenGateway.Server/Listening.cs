using System.Net;
using System.Net.Sockets;
using GenGateway.Configuration;
using GenGateway.Telemetry;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GenGateway.Server;

/// <summary>Kestrel's limits and addresses, from the configuration.</summary>
internal static class Listening
{
    public static void Configure(KestrelServerOptions kestrel, ServerConfig server, HttpMetrics metrics)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = server.MaxBodyBytes;
        kestrel.Limits.MaxConcurrentConnections = server.MaxConnections;
        if (IsEveryAddress(server.Host))
            kestrel.ListenAnyIP(server.Port, listen => Configure(listen, metrics));
        else
            kestrel.Listen(AddressOf(server.Host), server.Port, listen => Configure(listen, metrics));
    }

    /// <summary>Whether a configured host means every address of this machine.</summary>
    public static bool IsEveryAddress(string host) => host is "*" or "+";

    /// <summary>Where a configured host listens. A name (localhost too) may mean several addresses; the first IPv4 one is taken, so that port 0 means one port.</summary>
    /// <exception cref="SocketException">The name means no address.</exception>
    public static IPAddress AddressOf(string host) => IPAddress.TryParse(host.Trim('[', ']'), out var address)
        ? address
        : Dns.GetHostAddresses(host).OrderBy(static found => found.AddressFamily).FirstOrDefault() ?? throw new SocketException((int)SocketError.HostNotFound);

    private static void Configure(ListenOptions listen, HttpMetrics metrics)
    {
        listen.Protocols = HttpProtocols.Http1;
        listen.Use(next => async connection =>
        {
            metrics.Connected();
            try
            {
                await next(connection);
            }
            finally
            {
                metrics.Disconnected();
            }
        });
    }
}
