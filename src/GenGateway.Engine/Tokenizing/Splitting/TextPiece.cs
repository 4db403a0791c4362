namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>A stretch of a text, which may be the original or one that a step made of it.</summary>
internal readonly record struct TextPiece(string Text, int Start, int Length)
{
    public ReadOnlySpan<char> Span => Text.AsSpan(Start, Length);

    public TextPiece Slice(int start, int length) => new(Text, Start + start, length);
}
