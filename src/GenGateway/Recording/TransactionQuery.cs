namespace GenGateway.Recording;

/// <summary>Which transactions are asked for. Null: any.</summary>
public sealed record TransactionQuery
{
    /// <summary>What <see cref="Limit"/> is where nobody says.</summary>
    public const int DefaultLimit = 100;

    /// <summary>The most that <see cref="Limit"/> may be.</summary>
    public const int MostLimit = 1000;

    /// <summary>1 to <see cref="MostLimit"/>.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the page before ended.</summary>
    public TransactionCursor? Cursor { get; init; }

    public string? Model { get; init; }

    public string? Backend { get; init; }

    /// <summary>The key's public name.</summary>
    public string? Key { get; init; }

    public RecordStatus? Status { get; init; }

    /// <summary>Created then or later.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Created before then.</summary>
    public DateTimeOffset? Until { get; init; }
}
