using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>One frame of an event stream, as offsets into what was cut.</summary>
/// <param name="Length">All its bytes, the blank line included.</param>
/// <param name="Data">Its data where that is one line; empty length where there is none.</param>
/// <param name="Joined">Its data where that is several lines, joined by line feeds; null otherwise.</param>
/// <param name="HasData">Whether it has a data line at all; a comment alone has none.</param>
/// <param name="Kind">What its other lines say of it.</param>
/// <param name="IsClosed">Whether its blank line is there; the last frame of a stream may lack it.</param>
internal readonly record struct SseFrame(int Length, ByteRange Data, byte[]? Joined, bool HasData, SseFrameKind Kind, bool IsClosed)
{
    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> DataOf(ReadOnlySpan<byte> unread) => Joined ?? unread.Slice(Data.Start, Data.Length);
}
