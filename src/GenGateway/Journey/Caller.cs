namespace GenGateway.Journey;

/// <summary>Who asks: a key, or nobody in particular on keyless loopback.</summary>
/// <param name="Key">The key's public name, never the key; null without keys.</param>
/// <param name="Address">The client's address, for the log.</param>
public sealed record Caller(string? Key, string? Address)
{
    /// <summary>The models that the key may use, a trailing <c>*</c> standing for any ending; empty: all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>What it may do. Nothing unless somebody said so.</summary>
    public Scopes Scopes { get; init; }

    /// <summary>Whether it has all of these rights.</summary>
    public bool May(Scopes wanted) => (Scopes & wanted) == wanted;
}
