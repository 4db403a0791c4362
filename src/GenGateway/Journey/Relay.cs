namespace GenGateway.Journey;

/// <summary>An answer that passes as the backend wrote it, but for a closed list of edits.</summary>
public abstract class Relay : Answer
{
    /// <summary>The media type to answer with.</summary>
    public abstract string ContentType { get; }

    /// <summary>Bytes in all; null for a stream.</summary>
    public abstract long? Length { get; }

    /// <summary>Headers of the backend that the client gets too, names as the client sees them.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, string>> Headers => [];

    /// <summary>The next bytes for the client, at least one unless it is the last chunk; they are valid until the next call. One reader.</summary>
    public abstract ValueTask<RelayChunk> ReadAsync(CancellationToken cancellationToken);
}
