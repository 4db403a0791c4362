namespace GenGateway.Configuration;

/// <summary>What the query of a backend's address may hold, and what of it may be shown.</summary>
/// <remarks>Pure. An address is shown in lists, logs and messages, to many who may not know a backend's credential.</remarks>
public static class UrlQuery
{
    // Compared without - _ and . in any letter case; each stands alone or at a name's end (x-api-key, access_token, X-Amz-Signature).
    private static readonly string[] Credentials =
        ["key", "token", "secret", "password", "passwd", "pwd", "signature", "sig", "credential", "credentials", "auth", "authorization", "bearer"];

    /// <summary>The address with <c>***</c> in place of each value in its query; the names stay.</summary>
    public static string Shown(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var question = address.IndexOf('?', StringComparison.Ordinal);
        if (question < 0 || question == address.Length - 1) return address;
        var parameters = address[(question + 1)..].Split('&').Select(static parameter =>
            // One without a name may be the secret itself.
            parameter.IndexOf('=', StringComparison.Ordinal) is var equals and >= 0 ? parameter[..equals] + "=***" : parameter.Length == 0 ? "" : "***");
        return address[..question] + "?" + string.Join('&', parameters);
    }

    /// <summary>The name of a parameter that looks like a credential, or null.</summary>
    public static string? CredentialIn(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        foreach (var parameter in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var name = Uri.UnescapeDataString(parameter.Split('=', 2)[0]);
            var plain = new string([.. name.Where(char.IsAsciiLetterOrDigit)]);
            if (Array.Exists(Credentials, word => plain.EndsWith(word, StringComparison.OrdinalIgnoreCase))) return name;
        }

        return null;
    }
}
