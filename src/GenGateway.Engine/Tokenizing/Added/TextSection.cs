namespace GenGateway.Engine.Tokenizing.Added;

/// <summary>A stretch of the text: an added token, or text for the next steps where <paramref name="TokenId"/> is null.</summary>
internal readonly record struct TextSection(int Start, int Length, int? TokenId);
