using System.Net;
using System.Net.Sockets;

namespace GenGateway.Backends.Guarded;

/// <summary>Tells addresses of the public internet from those that only this machine, its network or its provider can reach.</summary>
/// <remarks>IANA's registries of special-purpose addresses (RFC 6890 and its updates): everything in them that is not globally reachable is not public.</remarks>
internal static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(static text => IPNetwork.Parse(text)),
    ];

    // Of IPv6 only what is assigned for the world; within it, the tunnels that lead to addresses of the older kind are looked into.
    private static readonly IPNetwork World = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] SpecialWithin = [IPNetwork.Parse("2001::/23"), IPNetwork.Parse("2001:db8::/32"), IPNetwork.Parse("2002::/16"), IPNetwork.Parse("3fff::/20")];

    private static readonly IPNetwork Translated = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether everybody can reach it.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !Special.Any(network => network.Contains(address));
        if (Translated.Contains(address))
            return Is(new IPAddress(address.GetAddressBytes()[12..]));
        return World.Contains(address) && !SpecialWithin.Any(network => network.Contains(address));
    }
}
