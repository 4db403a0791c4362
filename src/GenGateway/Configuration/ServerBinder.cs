using System.Net;
using System.Net.Sockets;

namespace GenGateway.Configuration;

/// <summary>Section <c>server</c>.</summary>
internal static class ServerBinder
{
    public static ServerConfig Bind(SectionBinder server) => new(
        server.Text("host", "127.0.0.1", SettingRules.Host, "an address, a host name, or * for every address"),
        server.Number("port", 8080, 0, 65535, "0 = any free port"),
        server.Number("max_body_bytes", 33_554_432L, 1, 1L << 30),
        server.Number("max_connections", 10_000, 1, 1_000_000),
        server.Seconds("header_timeout_secs", 30, 1, 3600),
        server.Seconds("body_timeout_secs", 60, 1, 3600),
        server.Seconds("drain_timeout_secs", 30, 0, GatewayBinder.MostSeconds),
        ValueList.Of(server.Texts("trusted_proxies", SettingRules.Network, range: "networks such as 10.0.0.0/8, or addresses").Select(Network)),
        server.Flag("inline_io", false),
        Tls(server.Section("tls")));

    private static TlsConfig Tls(SectionBinder tls)
    {
        var enabled = tls.Flag("enabled", false);
        var certificate = tls.TextOrNull("cert_path", range: "a PEM file");
        var key = tls.TextOrNull("key_path", range: "a PEM file");
        if (enabled && certificate is null) tls.Error("cert_path", "needed with server.tls.enabled: true; name the certificate's PEM file");
        if (enabled && key is null) tls.Error("key_path", "needed with server.tls.enabled: true; name the private key's PEM file");
        return new TlsConfig(enabled, certificate ?? "", key ?? "");
    }

    private static IPNetwork Network(string text)
    {
        if (IPNetwork.TryParse(text, out var network)) return network;
        var address = IPAddress.Parse(text);
        return new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }
}
