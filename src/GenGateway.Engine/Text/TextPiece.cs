namespace GenGateway.Engine.Text;

/// <summary>One generated token and the text that became certain with it.</summary>
/// <param name="Text">
/// Whole characters; empty while a character is incomplete or a stop string could have begun. The text of several tokens may come
/// with the last of them.
/// </param>
/// <param name="TokenId">The token, a token that ended the generation included.</param>
public readonly record struct TextPiece(string Text, int TokenId);
