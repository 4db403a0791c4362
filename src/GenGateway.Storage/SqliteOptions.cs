namespace GenGateway.Storage;

/// <summary>How the database is used.</summary>
public sealed record SqliteOptions
{
    /// <summary>How long a locked file is waited for.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether a commit is on the disk before the journal lets go of its records (<c>records.fsync</c>).</summary>
    public bool Fsync { get; init; }

    /// <summary>Reading threads, each with a connection of its own.</summary>
    public int Readers { get; init; } = 2;

    /// <summary>Reads that may wait for a thread.</summary>
    public int WaitingReads { get; init; } = 64;
}
