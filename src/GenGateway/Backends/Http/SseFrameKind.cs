namespace GenGateway.Backends.Http;

/// <summary>What the lines of a frame that are no data say of it.</summary>
internal enum SseFrameKind
{
    /// <summary>Comments and the fields that the standard knows.</summary>
    Usual,

    /// <summary>A line that belongs to no event stream. Readers pass over it, and nobody vouches for what it holds.</summary>
    Foreign,

    /// <summary>An event named <c>error</c>, or an error in a line of its own as some servers write it.</summary>
    Error,
}
