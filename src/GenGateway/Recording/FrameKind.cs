namespace GenGateway.Recording;

/// <summary>What a frame of the journal holds. The values stand on disk: never renumber them.</summary>
internal enum FrameKind : byte
{
    Reservation = 1,
    Settlement = 2,
}
