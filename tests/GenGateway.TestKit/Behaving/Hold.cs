namespace GenGateway.TestKit.Behaving;

/// <summary>An answer that stands still at a place, for ever or until a test lets it go on.</summary>
public sealed record Hold(HoldPlace Place)
{
    /// <summary>With <see cref="HoldPlace.BehindPieces"/>: behind how many; 0 is before the first token.</summary>
    public int Pieces { get; init; }

    /// <summary>Says when the place is reached, and lets go on; never released, it hangs until the client leaves.</summary>
    public SyncPoint Point { get; init; } = new();

    /// <summary>While it stands still, a comment goes out about this often; zero for none. Streams of events only.</summary>
    public TimeSpan CommentsEvery { get; init; }
}
