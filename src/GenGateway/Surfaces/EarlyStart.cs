namespace GenGateway.Surfaces;

/// <summary>How a stream begins before its answer does, for a client that has waited long.</summary>
/// <param name="ContentType">The stream's media type.</param>
/// <param name="Ping">What keeps the connection alive and means nothing.</param>
public sealed record EarlyStart(string ContentType, ReadOnlyMemory<byte> Ping)
{
    /// <summary>Server-sent events: a comment.</summary>
    public static EarlyStart Events { get; } = new("text/event-stream", ": ping\n\n"u8.ToArray());

    /// <summary>Anthropic's stream: its own ping, which may come anywhere.</summary>
    public static EarlyStart NamedEvents { get; } = new("text/event-stream", "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray());
}
