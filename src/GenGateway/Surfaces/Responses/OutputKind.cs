namespace GenGateway.Surfaces.Responses;

/// <summary>What an item of a response is.</summary>
internal enum OutputKind
{
    /// <summary>Text.</summary>
    Message,

    /// <summary>What the model thought, as the client reads it.</summary>
    Reasoning,

    /// <summary>A call.</summary>
    FunctionCall,
}
