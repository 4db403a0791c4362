namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>A stretch of a piece that is a match of a pattern, or lies between two. Cuts of a piece follow each other without gaps.</summary>
internal readonly record struct Cut(int Start, int End, bool IsMatch);
