namespace GenGateway.Engine.Text;

/// <summary>Why a generation ended.</summary>
public enum FinishReason
{
    /// <summary>The model ended it, or a stop token or stop string came up.</summary>
    Stop,

    /// <summary>It reached its token limit, or the context is full.</summary>
    Length,

    /// <summary>Its caller cancelled it.</summary>
    Cancelled,

    /// <summary>Its computation failed, or the model was disposed.</summary>
    Failed,
}
