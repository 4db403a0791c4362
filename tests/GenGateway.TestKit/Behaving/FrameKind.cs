namespace GenGateway.TestKit.Behaving;

/// <summary>What a part of a stream is for.</summary>
internal enum FrameKind
{
    /// <summary>Says who speaks, but nothing else.</summary>
    Role,

    /// <summary>Carries text, thought or a tool call.</summary>
    Piece,

    /// <summary>Carries the reason of the end.</summary>
    Finish,

    /// <summary>Carries usage and nothing else.</summary>
    Usage,

    /// <summary>Says that nothing follows.</summary>
    Terminator,
}
