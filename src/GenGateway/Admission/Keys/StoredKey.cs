namespace GenGateway.Admission.Keys;

/// <summary>A key that was made at run time, as the database has it: never its text. Immutable.</summary>
public sealed record StoredKey
{
    /// <summary>Its id, <c>key_</c> and 32 hexadecimal digits; it stays when the text changes.</summary>
    public required string Id { get; init; }

    /// <summary>Its name in logs and records; unique, also among keys that were revoked: records know keys by it.</summary>
    public required string Name { get; init; }

    /// <summary>The SHA-256 of its text: 64 hexadecimal digits in lower case.</summary>
    public required string Sha256 { get; init; }

    /// <summary>What it may do.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>The models that it may use; empty: all.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Its own limits as a JSON object; null: those of every client.</summary>
    public string? Limits { get; init; }

    /// <summary>What it may spend, as a JSON object; null: without a bound.</summary>
    public string? Budget { get; init; }

    /// <summary>When it stops being a key; null: never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>Whether it counts for now.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The SHA-256 of the text before the last rotation, where that was given time; null: it counts no more.</summary>
    public string? PreviousSha256 { get; init; }

    /// <summary>Until when the text before still counts.</summary>
    public DateTimeOffset? PreviousUntil { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it got the text that it has; null: it has its first.</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>When it was revoked, which is for ever; null: it was not.</summary>
    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>What it is at a time: <c>active</c>, <c>disabled</c>, <c>expired</c> or <c>revoked</c>.</summary>
    public string StatusAt(DateTimeOffset now) =>
        RevokedAt is not null ? "revoked" : Expires <= now ? "expired" : Enabled ? "active" : "disabled";
}
