using System.Net;

namespace GenGateway.Configuration;

/// <summary>What texts must look like: each rule gives null, or the words that follow the value in the message.</summary>
internal static class SettingRules
{
    public static string? Host(string text)
    {
        if (text.Length == 0) return "must not be empty; 127.0.0.1 is this machine only, 0.0.0.0 every IPv4 address";
        if (text is "*" or "+" || IPAddress.TryParse(text.Trim('[', ']'), out _)) return null;
        if (text.Contains("://", StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal)) return "must be a host only, without scheme and path, such as 127.0.0.1";
        if (text.Contains(':', StringComparison.Ordinal)) return "must be a host only; the port is server.port";
        return Uri.CheckHostName(text) == UriHostNameType.Unknown ? "is neither an address nor a host name" : null;
    }

    /// <summary>The one rule whose words follow no value: a key is never shown.</summary>
    public static string? ApiKey(string text)
    {
        if (text.Length == 0) return "a key must not be empty";
        return text.All(c => c is > ' ' and < '\u007f')
            ? null
            : "a key must be of visible ASCII characters without blanks, so that a header can carry it; make one with: openssl rand -hex 32";
    }

    public static string? BypassPath(string text)
    {
        if (!text.StartsWith('/')) return "must begin with /";
        return text.IndexOf('*', StringComparison.Ordinal) is var star && star >= 0 && star != text.Length - 1 ? "may have a * only at its end" : null;
    }

    public static string? Origin(string text)
    {
        const string form = "must be an origin, scheme://host or scheme://host:port, such as http://localhost:3000, or *";
        if (text == "*") return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var origin) || origin.Scheme is not ("http" or "https")) return form;

        // Compared as text with what browsers send, so anything that they never send is refused.
        return text.Length == origin.GetLeftPart(UriPartial.Authority).Length && origin.UserInfo.Length == 0 ? null : form + "; nothing may follow the port";
    }

    public static string? DirectoryPath(string text) =>
        text.Length == 0 || text.Contains('\0', StringComparison.Ordinal) ? "must be a directory, such as ./models" : null;
}
