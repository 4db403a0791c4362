using System.Net;
using Microsoft.Extensions.Primitives;

namespace GenGateway.Server.Http;

/// <summary>Who really asks, where a proxy that is trusted says so (<c>server.trusted_proxies</c>). Immutable, thread safe.</summary>
internal sealed class Forwarding(IReadOnlyList<IPNetwork> trusted)
{
    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";

    /// <summary>The client's address and the scheme that it used.</summary>
    public (string? Address, string Scheme) Of(HttpRequest request, ClientLink link)
    {
        if (trusted.Count == 0 || link.Address is not { } near || !IsTrusted(near))
            return (link.AddressText, request.Scheme);

        // Each proxy appends whom it saw: from the end backwards, as long as the one before is trusted.
        var hops = 0;
        IPAddress? client = null;
        foreach (var text in Backwards(request.Headers[For]))
        {
            if (!TryAddress(text, out var address))
                break;
            hops++;
            client = address;
            if (!IsTrusted(address))
                break;
        }

        var schemes = Backwards(request.Headers[Proto]).ToArray();
        var said = schemes.Length == 0 ? null : schemes[Math.Clamp(hops - 1, 0, schemes.Length - 1)];
        var scheme = string.Equals(said, Uri.UriSchemeHttps, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttps
            : string.Equals(said, Uri.UriSchemeHttp, StringComparison.OrdinalIgnoreCase) ? Uri.UriSchemeHttp
            : request.Scheme;
        return (client?.ToString() ?? link.AddressText, scheme);
    }

    private bool IsTrusted(IPAddress address)
    {
        foreach (var network in trusted)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    // Proxies write a bare address, some with a port.
    private static bool TryAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (!IPAddress.TryParse(text, out var read) && IPEndPoint.TryParse(text, out var endpoint))
            read = endpoint.Address;
        if (read is null)
            return false;
        address = read.IsIPv4MappedToIPv6 ? read.MapToIPv4() : read;
        return true;
    }

    private static IEnumerable<string> Backwards(StringValues values)
    {
        for (var i = values.Count - 1; i >= 0; i--)
        {
            var items = (values[i] ?? "").Split(',', StringSplitOptions.TrimEntries);
            for (var item = items.Length - 1; item >= 0; item--)
                yield return items[item];
        }
    }
}
