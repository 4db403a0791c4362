namespace GenGateway.Journey;

/// <summary>One prompt of a completion: text, or the model's own tokens.</summary>
/// <param name="Field">The field it came in, as the client wrote it (<c>prompt[2]</c>), for what is said about it.</param>
/// <param name="Text">The text, or null where tokens were given.</param>
/// <param name="Tokens">The tokens, or null where text was given.</param>
public sealed record CompletionPrompt(string Field, string? Text, IReadOnlyList<int>? Tokens);
