namespace GenGateway.Configuration;

/// <summary>How a backend is asked to go on with an answer that is begun.</summary>
public enum PrefillMode
{
    /// <summary>It takes a conversation that ends with an assistant's message as one to be continued.</summary>
    Assistant,

    /// <summary>It has to be told so, in vLLM's words.</summary>
    ContinueFinalMessage,

    /// <summary>It does not.</summary>
    None,
}
