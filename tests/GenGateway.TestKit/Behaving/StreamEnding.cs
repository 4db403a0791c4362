namespace GenGateway.TestKit.Behaving;

/// <summary>How a stream ends. The first three do it only at the very end, the others after <see cref="Behavior.EndsAfter"/> pieces.</summary>
public enum StreamEnding
{
    /// <summary>As it should.</summary>
    Whole,

    /// <summary>With its finish reason, but without its terminator.</summary>
    WithoutTerminator,

    /// <summary>With its terminator, but without a finish reason.</summary>
    WithoutFinish,

    /// <summary>The body ends properly, with neither.</summary>
    Clean,

    /// <summary>The connection closes properly inside an event, and so inside the chunked body.</summary>
    Cut,

    /// <summary>The connection closes properly between two events, without the chunk that ends the body.</summary>
    CutBetween,

    /// <summary>The connection is reset. What the client has not read yet may be lost for it.</summary>
    Reset,

    /// <summary>The server's own error event, then what this server sends behind one.</summary>
    Error,

    /// <summary>An event named <c>error</c> with an error in it, then a proper end.</summary>
    NamedError,

    /// <summary>An event that is half a JSON text, then the rest as if nothing had been.</summary>
    Garbage,

    /// <summary>An event whose text holds bytes that are no UTF-8, then the rest as if nothing had been.</summary>
    BrokenUtf8,
}
