namespace GenGateway.Configuration;

/// <summary>The model of a request that names none, by capability; null: the first model that has it.</summary>
/// <param name="Chat">For chat.</param>
/// <param name="Completion">For completions.</param>
/// <param name="Embedding">For embeddings.</param>
/// <param name="Image">For images.</param>
public sealed record DefaultModels(string? Chat, string? Completion, string? Embedding, string? Image)
{
    /// <summary>Whether <see cref="Chat"/> yields to the first model that can chat where nobody serves it: a predecessor would have downloaded it.</summary>
    public bool ChatYields { get; init; }

    /// <summary>The same of <see cref="Completion"/>.</summary>
    public bool CompletionYields { get; init; }
}
