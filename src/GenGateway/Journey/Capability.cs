namespace GenGateway.Journey;

/// <summary>What a model can be asked for.</summary>
public enum Capability
{
    /// <summary>The next message of a conversation.</summary>
    Chat,

    /// <summary>Text that goes on where the prompt ends.</summary>
    Completion,

    /// <summary>Vectors of texts.</summary>
    Embedding,

    /// <summary>Pictures.</summary>
    Image,
}
