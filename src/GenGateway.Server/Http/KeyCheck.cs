using GenGateway.Admission;
using GenGateway.Errors;
using GenGateway.Journey;
using Microsoft.Extensions.Primitives;

namespace GenGateway.Server.Http;

/// <summary>Who asks, by the key that was sent. Looks at the head only, before any body is read. Thread safe.</summary>
internal sealed class KeyCheck(KeyRing ring, TimeProvider clock)
{
    private const string Bearer = "Bearer ";
    private const string Basic = "Basic ";
    private const int MostCredentials = 4;
    private const int LongestBasic = 2048;

    // No key is as long: what is longer is not even hashed.
    private const int LongestCredential = 4096;

    // What nobody in particular may do where keys exist and a door or a path is open all the same.
    private const Scopes Anonymous = Scopes.Generate | Scopes.Read;

    /// <summary>Who asks, or why it is refused.</summary>
    /// <param name="request">Whose head is looked at.</param>
    /// <param name="handler">What is asked for; null: a path or method that there is not.</param>
    /// <param name="door">Where it came in.</param>
    /// <param name="address">The client's address.</param>
    public Outcome<Caller> Check(HttpRequest request, RouteHandler? handler, Doorway door, string? address)
    {
        if (!ring.Asks)
            return new Caller(null, address) { Scopes = Scopes.All };

        var auth = ring.Auth;
        var sent = Present(request, auth.Methods, out var rights);
        var expired = rights?.Expires <= clock.GetUtcNow();
        var needed = handler?.Scopes ?? Scopes.None;
        // A prefix such as /* must not hand the gateway itself to strangers, who could make themselves keys then.
        var open = handler?.Open is true || ((needed & ~Anonymous) == Scopes.None && IsBypassed(request.Path.Value ?? "/", auth.BypassPaths));
        if (rights is not null && !expired)
        {
            if (!open && (needed & ~rights.Scopes) != Scopes.None)
                return Insufficient(rights, needed);
            return new Caller(rights.Name, address) { Scopes = rights.Scopes, Models = rights.Models };
        }

        if (open || (!door.Asks && (needed & ~Anonymous) == Scopes.None))
            return new Caller(null, address) { Scopes = Anonymous };
        return new Failure(
            FailureKind.InvalidApiKey,
            // One answer for all that do not count: whoever tries keys learns nothing about those that once did.
            sent ? $"The API key is not valid: it is unknown, expired, or revoked. {How(auth.Methods)}"
            : $"An API key is needed. {How(auth.Methods)}");
    }

    private static Failure Insufficient(KeyRights rights, Scopes needed)
    {
        var missing = string.Join(", ", ScopeNames.All.Where(scope => (needed & ~rights.Scopes).HasFlag(scope)).Select(ScopeNames.Of));
        return new Failure(FailureKind.InsufficientScope, $"The API key '{rights.Name}' may not do this: it needs the scope {missing}. Use another key, or have the scope added: under auth.api_keys, or by PATCH /admin/keys/{{name}}.");
    }

    private static string How(IReadOnlyList<string> methods)
    {
        var ways = new List<string>();
        if (methods.Contains("bearer"))
            ways.Add("'Authorization: Bearer <key>'");
        if (methods.Contains("api_key"))
            ways.Add("'X-API-Key: <key>' or 'api-key: <key>'");
        if (methods.Contains("basic"))
            ways.Add("HTTP Basic with the key as the password");
        if (methods.Contains("query"))
            ways.Add("'?api_key=<key>'");
        return ways.Count == 0 ? "No way to send one is configured: auth.methods is empty." : $"Send it as {string.Join(", ", ways)}.";
    }

    private static bool IsBypassed(string path, IReadOnlyList<string> bypasses)
    {
        foreach (var bypass in bypasses)
        {
            if (bypass.EndsWith('*')
                ? path.StartsWith(bypass.AsSpan(0, bypass.Length - 1), StringComparison.OrdinalIgnoreCase)
                : path.Equals(bypass, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <returns>Whether anything was sent that could be a key.</returns>
    private bool Present(HttpRequest request, IReadOnlyList<string> methods, out KeyRights? rights)
    {
        var tried = 0;
        rights = null;
        var headers = request.Headers;
        foreach (var value in headers.Authorization)
        {
            if (rights is null && tried < MostCredentials)
                rights = Authorization(value, methods, ref tried);
        }

        if (rights is null && Has(methods, "api_key"))
            rights = First(headers["X-API-Key"], ref tried) ?? First(headers["api-key"], ref tried);
        if (rights is null && request.QueryString.HasValue && Has(methods, "query"))
            rights = First(request.Query["api_key"], ref tried);
        return tried > 0;
    }

    private KeyRights? Authorization(string? value, IReadOnlyList<string> methods, ref int tried)
    {
        var text = value.AsSpan().Trim();
        if (text.IsEmpty)
            return null;
        if (text.StartsWith(Basic, StringComparison.OrdinalIgnoreCase))
        {
            tried++;
            return Has(methods, "basic") ? Password(text[Basic.Length..].Trim()) : null;
        }

        if (!Has(methods, "bearer"))
            return null;
        if (text.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
            text = text[Bearer.Length..].TrimStart();
        tried++;
        return Find(text);
    }

    private KeyRights? First(StringValues values, ref int tried)
    {
        foreach (var value in values)
        {
            var text = value.AsSpan().Trim();
            if (text.IsEmpty || tried == MostCredentials)
                continue;
            tried++;
            if (Find(text) is { } rights)
                return rights;
        }

        return null;
    }

    private KeyRights? Find(ReadOnlySpan<char> text) => text.Length > LongestCredential ? null : ring.Find(text);

    // The name before the colon is anybody's: WebUI's clients send one.
    private KeyRights? Password(ReadOnlySpan<char> encoded)
    {
        if (encoded.Length > LongestBasic)
            return null;
        Span<byte> bytes = stackalloc byte[LongestBasic];
        if (!Convert.TryFromBase64Chars(encoded, bytes, out var written))
            return null;
        var credentials = bytes[..written];
        var colon = credentials.IndexOf((byte)':');
        return colon < 0 ? null : ring.Find(credentials[(colon + 1)..]);
    }

    private static bool Has(IReadOnlyList<string> methods, string method)
    {
        // No enumerator: this runs for every request.
        for (var i = 0; i < methods.Count; i++)
        {
            if (methods[i] == method)
                return true;
        }

        return false;
    }
}
