namespace GenGateway.Engine.Templating.Reading;

/// <summary>A piece of a template's source.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Text to write, a name, an operator, or a literal as it was written.</param>
/// <param name="Line">The line from 1.</param>
/// <param name="Column">The column from 1.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Line, int Column)
{
    public TemplateSyntaxException Problem(string problem) => new(problem, Line, Column);

    public string Description => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.TagEnd => "'%}'",
        TokenKind.OutputEnd => "'}}'",
        TokenKind.Text or TokenKind.OutputBegin or TokenKind.TagBegin => "text",
        _ => $"'{(Text.Length > 40 ? Text[..40] + "…" : Text)}'",
    };
}
