using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>A stretch of a relayed answer.</summary>
/// <param name="Bytes">What the client gets as it is.</param>
/// <param name="IsLast">Whether the answer is whole with it.</param>
/// <param name="Failure">Why the answer broke here; then it is the last chunk, and whoever writes it tells the client in the surface's words.</param>
public readonly record struct RelayChunk(ReadOnlyMemory<byte> Bytes, bool IsLast, Failure? Failure = null)
{
    /// <summary>The answer broke.</summary>
    public static RelayChunk Broken(Failure failure) => new(default, true, failure);
}
