using GenGateway.Configuration;
using GenGateway.Errors;
using Microsoft.Extensions.Primitives;

namespace GenGateway.Server.Http;

/// <summary>Who asks, by the key that was sent. Looks at headers only, before any body is read.</summary>
internal sealed class KeyCheck(AuthConfig auth)
{
    private const string How = "Send it as 'Authorization: Bearer <key>', 'X-API-Key: <key>' or 'api-key: <key>'.";
    private const string Scheme = "Bearer ";
    private const int MostCredentials = 4;

    /// <summary>Whether keys are asked for at all; if not, a credential that is sent is ignored.</summary>
    public static bool Asks(AuthConfig auth) => auth.Enabled && !auth.ApiKeys.IsEmpty;

    /// <returns>The key's public name (null where none is needed), or why the request is refused.</returns>
    public Outcome<string?> Check(HttpRequest request, GatewayRoute route)
    {
        if (!Asks(auth))
            return Outcome.Of<string?>(null);

        var sent = Sent(request.Headers);
        foreach (var credential in sent)
        {
            if (auth.ApiKeys.Find(credential) is { } key)
                return key.Origin.ToString();
        }

        if (route.Open || IsBypassed(request.Path.Value ?? "/"))
            return Outcome.Of<string?>(null);
        return new Failure(FailureKind.InvalidApiKey, sent.Count == 0 ? $"An API key is needed. {How}" : $"The API key is not known. {How}");
    }

    private bool IsBypassed(string path)
    {
        foreach (var bypass in auth.BypassPaths)
        {
            if (bypass.EndsWith('*')
                ? path.StartsWith(bypass.AsSpan(0, bypass.Length - 1), StringComparison.OrdinalIgnoreCase)
                : path.Equals(bypass, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    private static List<string> Sent(IHeaderDictionary headers)
    {
        var credentials = new List<string>();
        Add(credentials, headers.Authorization, isAuthorization: true);
        Add(credentials, headers["X-API-Key"], isAuthorization: false);
        Add(credentials, headers["api-key"], isAuthorization: false);
        return credentials;
    }

    private static void Add(List<string> credentials, StringValues values, bool isAuthorization)
    {
        foreach (var value in values)
        {
            if (string.IsNullOrWhiteSpace(value) || credentials.Count == MostCredentials)
                continue;
            var text = value.Trim();
            credentials.Add(isAuthorization && text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? text[Scheme.Length..].Trim() : text);
        }
    }
}
