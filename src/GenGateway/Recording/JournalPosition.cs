namespace GenGateway.Recording;

/// <summary>A place in the journal.</summary>
/// <param name="Segment">The segment's number.</param>
/// <param name="Offset">Bytes from its beginning.</param>
internal readonly record struct JournalPosition(long Segment, long Offset) : IComparable<JournalPosition>
{
    public int CompareTo(JournalPosition other) =>
        Segment != other.Segment ? Segment.CompareTo(other.Segment) : Offset.CompareTo(other.Offset);
}
