namespace GenGateway.Journey;

/// <summary>Vectors of texts, one for each input, in order.</summary>
/// <param name="Inputs">At least one.</param>
public sealed record EmbeddingTask(IReadOnlyList<CompletionPrompt> Inputs) : GenerationTask
{
    /// <summary>Components of a vector, at least 1, where the model can shorten it; null: the model's own.</summary>
    public int? Dimensions { get; init; }

    /// <summary>Whether an input beyond the context is cut (Ollama) rather than refused; null: not said.</summary>
    public bool? Truncate { get; init; }
}
