namespace GenGateway.Backends.Anthropic;

/// <summary>What one event of a stream is.</summary>
internal enum EventKind
{
    /// <summary>One without a type: it says nothing.</summary>
    Nothing,

    /// <summary>One of a type that came later than this reader; passed over.</summary>
    Unknown,

    /// <summary>A sign of life.</summary>
    Ping,

    /// <summary>The answer's head.</summary>
    MessageStart,

    /// <summary>A block begins.</summary>
    BlockStart,

    /// <summary>More of a block.</summary>
    BlockDelta,

    /// <summary>A block is complete.</summary>
    BlockStop,

    /// <summary>How and why the answer ended, and what it cost.</summary>
    MessageDelta,

    /// <summary>The terminator.</summary>
    MessageStop,

    /// <summary>The answer broke.</summary>
    Error,
}
