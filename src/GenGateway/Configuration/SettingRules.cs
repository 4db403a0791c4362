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

    public static string? Anything(string text) => null;

    public static string? NotEmpty(string text) => text.Length == 0 ? "must not be empty" : null;

    public static string? OneOf(string text, IReadOnlyCollection<string> words) => words.Contains(text, StringComparer.OrdinalIgnoreCase)
        ? null
        : $"must be one of {string.Join(", ", words)}" + (NearestName.Find(text, words) is { } near ? $"; did you mean {near}?" : "");

    public static string? RoutePath(string text)
    {
        if (!text.StartsWith('/')) return "must begin with /";
        return text.Any(c => c is <= ' ' or > '~' or '?' or '#' or '{' or '}' or '*') ? "must be a path of visible ASCII characters, without ? # { } *" : null;
    }

    public static string? Network(string text) => IPNetwork.TryParse(text, out _) || IPAddress.TryParse(text, out _)
        ? null
        : "must be an address or a network, such as 10.0.0.0/8 or fd00::/8";

    public static string? HeaderName(string text) => text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '!' or '#' or '$' or '%' or '&' or '\'' or '*' or '+' or '^' or '`' or '|' or '~')
        ? null
        : "must be the name of a header: letters, digits and -";

    public static string? Method(string text) => text.Length is > 0 and <= 32 && text.All(char.IsAsciiLetter) ? null : "must be an HTTP method, such as GET";

    /// <summary>Its words follow no value: what was written may be the secret itself.</summary>
    public static string? VariableName(string text) => text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
        ? null
        : "must be the name of an environment variable, not its value: letters, digits and _";

    public static string? SecretReference(string text) =>
        text.StartsWith("env:", StringComparison.Ordinal) || text.StartsWith("file:/", StringComparison.Ordinal)
            ? null
            : "must be a prefix that begins with env: or file:/, such as env:GENGATEWAY_SECRET_ or file:/run/secrets/";

    /// <summary>An address of another program; credentials are refused because addresses are shown.</summary>
    public static string? HttpUrl(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0)
            return "must be an http or https address, such as http://localhost:8000/v1";
        if (url.Fragment.Length > 0) return "must not have a # part";
        return null;
    }

    /// <summary>What the names of files are written behind.</summary>
    public static string? LinkPrefix(string text) => HttpUrl(text) is null && !text.Contains('?', StringComparison.Ordinal)
        ? null
        : "must be an http or https address that names of pictures are written behind, such as https://pictures.example/images";

    public static string? ListenerUrl(string text)
    {
        const string form = "must be http://HOST:PORT or https://HOST:PORT, such as http://127.0.0.1:6571";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Host.Length == 0) return form;
        return url.UserInfo.Length > 0 || text.TrimEnd('/').Length != url.GetLeftPart(UriPartial.Authority).Length ? form + "; nothing may follow the port" : null;
    }

    public static string? BackendName(string text) => text switch
    {
        "text" or "image" => "is reserved: /v1/backends/text and /v1/backends/image are lists",
        { Length: 0 or > 128 } => "must have 1 to 128 characters",
        _ => text.All(c => c is > ' ' and < '\u007f' and not ('/' or '?' or '#' or '%' or '\\')) ? null : "must be of visible ASCII characters without blanks, / ? # % and \\",
    };

    public static string? DirectoryPath(string text) =>
        text.Length == 0 || text.Contains('\0', StringComparison.Ordinal) ? "must be a directory, such as ./models" : null;
}
