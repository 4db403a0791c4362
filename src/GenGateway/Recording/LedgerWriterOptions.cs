namespace GenGateway.Recording;

/// <summary>How records are moved. The defaults are the product's; tests make them small.</summary>
public sealed record LedgerWriterOptions
{
    /// <summary>Most records of one transaction of the store.</summary>
    public int BatchRecords { get; init; } = 1000;

    /// <summary>Bytes of text after which a batch ends.</summary>
    public long BatchBytes { get; init; } = 16L << 20;

    /// <summary>Between two batches that are not full, and so how long a reservation that nothing follows is held back from the disk.</summary>
    public TimeSpan Linger { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>After the store failed for the first time; doubled each time.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The most that it is doubled to.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Commands that may wait.</summary>
    public int Commands { get; init; } = 256;
}
