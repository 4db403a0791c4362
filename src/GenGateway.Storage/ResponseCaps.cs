namespace GenGateway.Storage;

/// <summary>How many bytes of conversations and responses are kept; where more would be, the oldest go.</summary>
/// <param name="OfKey">Those of one key, or of all who come without one. A single response is smaller than that.</param>
/// <param name="OfAll">Those of everybody.</param>
internal sealed record ResponseCaps(long OfKey, long OfAll)
{
    /// <summary>What holds: many thousand conversations of a key, and no disk that is filled by them.</summary>
    public static ResponseCaps Standing { get; } = new(1L << 30, 4L << 30);
}
