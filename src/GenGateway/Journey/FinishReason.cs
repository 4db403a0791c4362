namespace GenGateway.Journey;

/// <summary>Why a choice ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended its answer, or a stop text came up.</summary>
    Stop,

    /// <summary>The token limit or the context was reached.</summary>
    Length,

    /// <summary>The model calls tools and waits for their results.</summary>
    ToolCalls,

    /// <summary>The backend's filter ended it.</summary>
    ContentFilter,
}
