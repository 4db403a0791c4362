namespace GenGateway.Backends.Http;

/// <summary>The backend's headers that a client gets to see: its limits, renamed so that they are not taken for the gateway's, and how long it took.</summary>
internal static class UpstreamHeaders
{
    private const string RateLimit = "x-ratelimit-";
    private const string AnthropicRateLimit = "anthropic-ratelimit-";

    /// <summary>Those headers, under the names that clients see.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(HttpResponseMessage response)
    {
        List<KeyValuePair<string, string>>? kept = null;
        foreach (var header in response.Headers.NonValidated)
        {
            var name = Renamed(header.Key, RateLimit)
                ?? Renamed(header.Key, AnthropicRateLimit)
                ?? (header.Key.Equals("openai-processing-ms", StringComparison.OrdinalIgnoreCase) ? "openai-processing-ms" : null);
            if (name is null)
                continue;
            var value = header.Value.ToString();
            // A value that our own server would refuse to send is left out.
            if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~'))
                (kept ??= []).Add(new(name.ToLowerInvariant(), value));
        }

        return kept is null ? [] : kept;
    }

    private static string? Renamed(string name, string vendors) =>
        name.StartsWith(vendors, StringComparison.OrdinalIgnoreCase) ? $"x-upstream-ratelimit-{name.AsSpan(vendors.Length)}" : null;
}
