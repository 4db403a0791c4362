using GenGateway.Configuration;

namespace GenGateway.Recording;

/// <summary>Where and how the journal is kept.</summary>
/// <param name="Directory">Its own folder; created where it is missing, used by one gateway at a time.</param>
public sealed record JournalOptions(string Directory)
{
    /// <summary>Bytes of all segments above which no reservation is taken (<c>records.journal_max_mb</c>).</summary>
    public long MaxBytes { get; init; } = 1024L << 20;

    /// <summary>Bytes after which a new segment begins; a larger record has a segment of its own.</summary>
    public int SegmentBytes { get; init; } = 16 << 20;

    /// <summary>Whether a settlement is on the disk, and not only in the page cache, before its call returns (<c>records.fsync</c>).</summary>
    public bool Fsync { get; init; }

    /// <summary>Whether the folder goes with the journal, as with a database in memory.</summary>
    public bool IsTemporary { get; init; }

    /// <summary><c>records.on_full</c>.</summary>
    public FullJournal OnFull { get; init; }
}
