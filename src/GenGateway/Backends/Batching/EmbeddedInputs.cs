namespace GenGateway.Backends.Batching;

/// <summary>The vectors of many inputs.</summary>
/// <param name="Vectors">One for each input, in order.</param>
/// <param name="PromptTokens">Tokens of all inputs together, at least 1; null: not said.</param>
internal sealed record EmbeddedInputs(IReadOnlyList<ReadOnlyMemory<float>> Vectors, int? PromptTokens);
