namespace GenGateway.Backends.Anthropic;

/// <summary>The headers of Anthropic's protocol: which version of it is spoken, and which trials take part.</summary>
internal static class AnthropicHeaders
{
    /// <summary>The version that is spoken where nobody says another.</summary>
    public const string StandingVersion = "2023-06-01";

    private const string Version = "anthropic-version";
    private const string Beta = "anthropic-beta";

    /// <summary>What goes with every request of ours.</summary>
    public static KeyValuePair<string, string>[] Of(AnthropicSettings settings) =>
        settings.Beta is { } beta ? [new(Version, settings.Version), new(Beta, beta)] : [new(Version, settings.Version)];

    /// <summary>What goes with a client's own body: the client's headers, and ours where it sent none of that name.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Merged(IReadOnlyList<KeyValuePair<string, string>> clients, IReadOnlyList<KeyValuePair<string, string>> ours)
    {
        if (clients.Count == 0)
            return ours;
        List<KeyValuePair<string, string>>? merged = null;
        for (var i = 0; i < ours.Count; i++)
        {
            var isSent = false;
            for (var k = 0; k < clients.Count; k++)
                isSent |= clients[k].Key == ours[i].Key;
            if (!isSent)
                (merged ??= [.. clients]).Add(ours[i]);
        }

        return merged ?? clients;
    }
}
