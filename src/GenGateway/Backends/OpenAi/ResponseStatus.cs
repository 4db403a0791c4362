namespace GenGateway.Backends.OpenAi;

/// <summary>How a response stands.</summary>
internal enum ResponseStatus
{
    /// <summary>It does not say.</summary>
    Unsaid,

    /// <summary>It is whole, or whole but for what a limit or a filter cut.</summary>
    Ended,

    /// <summary>It failed.</summary>
    Failed,

    /// <summary>It goes on, was cancelled, or is something that nobody knows.</summary>
    Open,
}
