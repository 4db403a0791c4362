using GenGateway.Backends.Guarded;

namespace GenGateway.Backends.Http;

/// <summary>The hosts besides its own from which a backend's pictures may be fetched (<c>allowed_hosts</c>). Asked without the backend's credentials, and no redirect is followed. Thread safe.</summary>
/// <param name="entries"><c>host</c>, <c>host:port</c>, <c>*.domain</c>; without a port the scheme's usual one.</param>
internal sealed class AllowedHosts(IReadOnlyList<string> entries) : IDisposable
{
    private const string AnyBelow = "*.";

    // Whoever wrote a host's name means that host, in the own network too; below a domain anybody may have a name that leads there.
    private readonly GuardedClient _named = new(static () => true);
    private readonly GuardedClient _below = new(static () => false);

    /// <summary>Who fetches from an address; null: nobody may.</summary>
    public GuardedClient? ClientFor(Uri address)
    {
        if (address.UserInfo.Length > 0)
            return null;
        if (entries.Any(entry => !entry.StartsWith(AnyBelow, StringComparison.Ordinal) && Parsed(entry, address).Host == address.Host && Parsed(entry, address).Port == address.Port))
            return _named;
        return entries.Any(entry => entry.StartsWith(AnyBelow, StringComparison.Ordinal) && Parsed(entry[AnyBelow.Length..], address) is var domain && IsBelow(address, domain)) ? _below : null;
    }

    public void Dispose()
    {
        _named.Dispose();
        _below.Dispose();
    }

    private static bool IsBelow(Uri address, Uri domain) => address.Host.EndsWith("." + domain.Host, StringComparison.Ordinal) && address.Port == domain.Port;

    // By the address' own scheme, whose usual port counts then; names in small letters, addresses in one way of writing.
    private static Uri Parsed(string entry, Uri address) => new($"{address.Scheme}://{entry}");
}
