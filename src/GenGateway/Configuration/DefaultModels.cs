namespace GenGateway.Configuration;

/// <summary>The model of a request that names none, by capability; null: the first model that has it.</summary>
/// <param name="Chat">For chat.</param>
/// <param name="Completion">For completions.</param>
/// <param name="Embedding">For embeddings.</param>
/// <param name="Image">For images.</param>
public sealed record DefaultModels(string? Chat, string? Completion, string? Embedding, string? Image);
