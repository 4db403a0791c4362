namespace GenGateway.Journey;

/// <summary>What is said to a <see cref="TokenQuery"/>.</summary>
/// <param name="Text">The text, where one was asked for; else null.</param>
/// <param name="Tokens">The tokens, where they were asked for; else null.</param>
/// <param name="Strings">Each token as the model's vocabulary writes it; null with <paramref name="Tokens"/>.</param>
/// <param name="ContextLength">Tokens that the model reads and writes at most.</param>
public sealed record TokenAnswer(string? Text, IReadOnlyList<int>? Tokens, IReadOnlyList<string>? Strings, int ContextLength);
