namespace GenGateway.Recording;

/// <summary>Where a frame lies.</summary>
internal readonly record struct JournalLocation(JournalSegment Segment, long Offset, int Length);
