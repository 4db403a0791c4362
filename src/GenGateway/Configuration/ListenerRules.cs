using System.Net;

namespace GenGateway.Configuration;

/// <summary>What several listeners must fulfil together. Pure.</summary>
public static class ListenerRules
{
    /// <summary>Why the server must not start, each naming both places; empty where it may.</summary>
    public static IReadOnlyList<string> Refusals(GatewayConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var refusals = new List<string>();
        List<(string Place, string Shown, string Host, int Port)> taken =
        [
            ("server.host and server.port", $"{config.Server.Host}:{config.Server.Port}", config.Server.Host, config.Server.Port),
        ];
        foreach (var listener in config.Listeners)
        {
            var (place, shown) = ($"{listener.Origin}: listeners.url", listener.Url.GetLeftPart(UriPartial.Authority));
            foreach (var other in taken)
            {
                if (other.Port == listener.Url.Port && other.Port != 0 && Overlap(other.Host, listener.Url.Host))
                    refusals.Add($"{place} is {shown}, and {other.Place} is {other.Shown}: one port cannot be listened on twice; give one of them another port");
            }

            if (listener.Url.Scheme == Uri.UriSchemeHttps && config.Server.Tls.CertPath.Length == 0)
                refusals.Add($"{place} is {shown}, which needs a certificate, and server.tls.cert_path is not set; set server.tls.cert_path and server.tls.key_path, or listen on http");
            taken.Add((place, shown, listener.Url.Host, listener.Url.Port));
        }

        return refusals;
    }

    private static bool Overlap(string one, string other) =>
        IsEvery(one) || IsEvery(other) || Name(one).Equals(Name(other), StringComparison.OrdinalIgnoreCase);

    private static bool IsEvery(string host) => host is "*" or "+" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)));

    // The two names of the address that everybody uses.
    private static string Name(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) ? "127.0.0.1" : host.Trim('[', ']');
}
