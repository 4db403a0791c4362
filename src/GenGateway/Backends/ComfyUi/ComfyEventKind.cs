namespace GenGateway.Backends.ComfyUi;

/// <summary>What a server tells of one prompt while it runs.</summary>
internal enum ComfyEventKind
{
    /// <summary>Nothing for a while.</summary>
    Quiet,

    /// <summary>It began, or another of its nodes did.</summary>
    Working,

    /// <summary>A step is done.</summary>
    Stepped,

    /// <summary>The picture as far as it is.</summary>
    Previewed,

    /// <summary>It ended, however; the history has it now.</summary>
    Ended,

    /// <summary>Nothing will be told any more: the connection broke.</summary>
    Lost,
}
