namespace GenGateway.Engine.Templating.Reading;

/// <summary>Walks through tokens.</summary>
internal sealed class TokenStream(IReadOnlyList<Token> tokens)
{
    private int _at;

    public Token Current => tokens[_at];

    public Token Following => tokens[Math.Min(_at + 1, tokens.Count - 1)];

    public Token Take()
    {
        var taken = Current;
        if (_at + 1 < tokens.Count) _at++;
        return taken;
    }

    public bool Is(TokenKind kind) => Current.Kind == kind;

    public bool IsOperator(string text) => Current.Kind == TokenKind.Operator && Current.Text == text;

    public bool IsName(string text) => Current.Kind == TokenKind.Name && Current.Text == text;

    public bool SkipOperator(string text)
    {
        if (!IsOperator(text)) return false;
        Take();
        return true;
    }

    public bool SkipName(string text)
    {
        if (!IsName(text)) return false;
        Take();
        return true;
    }

    public Token Expect(TokenKind kind, string what) => Is(kind) ? Take() : throw Current.Problem($"expected {what}, found {Current.Description}");

    public void ExpectOperator(string text)
    {
        if (!SkipOperator(text)) throw Current.Problem($"expected '{text}', found {Current.Description}");
    }
}
