using System.Text;

namespace GenGateway.Backends.Http;

/// <summary>What a backend is shown so that it answers. Its text never leaves by any other way.</summary>
public sealed class UpstreamCredential
{
    private readonly string? _header;
    private readonly string? _value;
    private readonly string? _query;
    private readonly string _secret;

    private UpstreamCredential(string? header, string? value, string? query, string secret)
    {
        _header = header;
        _value = value;
        _query = query;
        _secret = secret;
    }

    /// <summary>Nothing is shown.</summary>
    public static UpstreamCredential None { get; } = new(null, null, null, "");

    /// <summary>A header with a value, such as <c>Authorization</c> and <c>Bearer …</c>.</summary>
    /// <param name="header">The header's name.</param>
    /// <param name="prefix">What stands before the secret, <c>"Bearer "</c> or nothing.</param>
    /// <param name="secret">The secret.</param>
    public static UpstreamCredential Header(string header, string prefix, string secret) => new(header, prefix + secret, null, secret);

    /// <summary>A parameter of the query.</summary>
    public static UpstreamCredential Query(string parameter, string secret) =>
        new(null, null, $"{Uri.EscapeDataString(parameter)}={Uri.EscapeDataString(secret)}", secret);

    /// <summary>The address with the credential, where it belongs there.</summary>
    public Uri Address(Uri uri)
    {
        if (_query is null)
            return uri;
        var builder = new UriBuilder(uri);
        builder.Query = builder.Query.Length > 1 ? $"{builder.Query[1..]}&{_query}" : _query;
        return builder.Uri;
    }

    /// <summary>Shows it.</summary>
    public void Apply(HttpRequestMessage request)
    {
        if (_header is not null)
            request.Headers.TryAddWithoutValidation(_header, _value);
    }

    /// <summary>Whether a backend's words contain the secret: as it is, escaped as JSON may escape it, or as an address has it.</summary>
    public bool IsIn(ReadOnlySpan<byte> text) => _secret.Length > 0 && EscapedText.Contains(Encoding.UTF8.GetString(text), _secret);

    public override string ToString() => "***";
}
