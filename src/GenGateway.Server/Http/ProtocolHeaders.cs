namespace GenGateway.Server.Http;

/// <summary>The closed list of request headers that belong to a vendor's protocol: they go on to backends of that protocol, and nothing else of a client does.</summary>
internal static class ProtocolHeaders
{
    private const int Longest = 2048;

    private static readonly string[] Names = ["anthropic-version", "anthropic-beta"];

    /// <summary>Those that the request has. One that was sent several times is one list; what no header may hold, or nobody means, is left out.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(IHeaderDictionary headers)
    {
        List<KeyValuePair<string, string>>? found = null;
        foreach (var name in Names)
        {
            if (!headers.TryGetValue(name, out var values))
                continue;
            var value = string.Join(',', values.Where(static value => !string.IsNullOrWhiteSpace(value)));
            if (value.Length is > 0 and <= Longest && !value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                (found ??= []).Add(new(name, value));
        }

        return found is null ? [] : found;
    }
}
