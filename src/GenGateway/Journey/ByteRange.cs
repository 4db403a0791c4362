namespace GenGateway.Journey;

/// <summary>A stretch of a body.</summary>
/// <param name="Start">The offset of its first byte.</param>
/// <param name="Length">Its bytes; 0 for a place between two bytes.</param>
public readonly record struct ByteRange(int Start, int Length)
{
    /// <summary>The offset behind its last byte.</summary>
    public int End => Start + Length;
}
