using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Reading;

/// <summary>Cuts a template into text and tags, with the blanks that trim_blocks, lstrip_blocks and the marks <c>-</c> and <c>+</c> take away.</summary>
internal sealed class Lexer
{
    private readonly string _source;
    private readonly List<int> _lines = [0];
    private readonly List<Token> _tokens = [];
    private int _at;

    // Whether what was read last ended with a newline: only then may lstrip_blocks take a text's first blanks.
    private bool _lineBegins = true;

    private Lexer(string source)
    {
        source = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        _source = source.EndsWith('\n') ? source[..^1] : source;
        for (var i = 0; i < _source.Length; i++)
        {
            if (_source[i] == '\n') _lines.Add(i + 1);
        }
    }

    /// <summary>All tokens, the last of them <see cref="TokenKind.End"/>.</summary>
    public static IReadOnlyList<Token> Read(string source)
    {
        var lexer = new Lexer(source);
        while (lexer._at < lexer._source.Length) lexer.ReadPart();
        lexer.Add(TokenKind.End, "", lexer._source.Length);
        return lexer._tokens;
    }

    private void ReadPart()
    {
        var open = NextOpening();
        if (open < 0)
        {
            AddText(_source[_at..], _at);
            _at = _source.Length;
            return;
        }

        var kind = _source[open + 1];
        var (sign, inside) = Sign(open + 2);
        AddText(Stripped(_source[_at..open], sign, isOutput: kind == '{'), _at);
        _at = inside;
        switch (kind)
        {
            case '#':
                ReadComment(open);
                break;
            case '%' when RawBegin(inside) is { } raw:
                ReadRaw(raw);
                break;
            default:
                ReadTag(open, kind == '{');
                break;
        }
    }

    private int NextOpening()
    {
        for (var i = _source.IndexOf('{', _at); i >= 0 && i + 1 < _source.Length; i = _source.IndexOf('{', i + 1))
        {
            if (_source[i + 1] is '{' or '%' or '#') return i;
        }

        return -1;
    }

    private (char Sign, int Next) Sign(int at) => at < _source.Length && _source[at] is '-' or '+' ? (_source[at], at + 1) : (' ', at);

    private string Stripped(string text, char sign, bool isOutput)
    {
        if (sign == '-') return CodePoints.TrimEnd(text);
        if (sign == '+' || isOutput) return text;
        var line = text.LastIndexOf('\n') + 1;
        return (line > 0 || _lineBegins) && text.Skip(line).All(CodePoints.IsSpace) ? text[..line] : text;
    }

    private void ReadComment(int open)
    {
        var end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
        if (end < 0) throw Problem("a comment has no end", open);
        Close(end, _source[end - 1], end + 2, trims: true);
    }

    // {% raw %}: the index of what follows, or null where this is no raw tag.
    private int? RawBegin(int at)
    {
        at = SkipSpace(at);
        if (!StartsWith(at, "raw")) return null;
        at = SkipSpace(at + 3);
        if (StartsWith(at, "-%}")) return SkipSpace(at + 3);
        return StartsWith(at, "%}") ? at + 2 : null;
    }

    private void ReadRaw(int begin)
    {
        _lineBegins = _source[begin - 1] == '\n';
        for (var open = _source.IndexOf("{%", begin, StringComparison.Ordinal); open >= 0; open = _source.IndexOf("{%", open + 2, StringComparison.Ordinal))
        {
            var (sign, inside) = Sign(open + 2);
            var at = SkipSpace(inside);
            if (!StartsWith(at, "endraw")) continue;
            var end = SkipSpace(at + 6);
            var close = end < _source.Length && _source[end] is '-' or '+' ? end + 1 : end;
            if (!StartsWith(close, "%}")) continue;
            AddText(Stripped(_source[begin..open], sign, isOutput: false), begin);
            Close(close, close > end ? _source[end] : ' ', close + 2, trims: true);
            return;
        }

        // Jinja, too, lets a raw tag at the very end pass.
        if (begin < _source.Length) throw Problem("raw has no endraw", begin);
        _at = begin;
    }

    private void ReadTag(int open, bool isOutput)
    {
        var end = isOutput ? "}}" : "%}";
        Add(isOutput ? TokenKind.OutputBegin : TokenKind.TagBegin, "", open);
        var brackets = new Stack<char>();
        while (true)
        {
            _at = SkipSpace(_at);
            if (_at >= _source.Length) throw Problem(isOutput ? "'{{' has no '}}'" : "'{%' has no '%}'", open);
            if (brackets.Count == 0)
            {
                var signed = _source[_at] == '-' || (_source[_at] == '+' && !isOutput);
                var close = signed && StartsWith(_at + 1, end) ? _at + 1 : StartsWith(_at, end) ? _at : -1;
                if (close >= 0)
                {
                    Add(isOutput ? TokenKind.OutputEnd : TokenKind.TagEnd, "", _at);
                    Close(close, close > _at ? _source[_at] : ' ', close + 2, trims: !isOutput);
                    return;
                }
            }

            var (kind, length) = ExpressionLexer.Next(_source, _at);
            if (kind == TokenKind.End) throw Problem($"unexpected character '{_source[_at]}'", _at);
            if (length == 0) throw Problem("a text has no closing quote", _at);
            if (kind == TokenKind.Operator) Balance(brackets, _source[_at]);
            Add(kind, _source.Substring(_at, length), _at);
            _at += length;
        }
    }

    private void Balance(Stack<char> brackets, char c)
    {
        if (c is '(' or '[' or '{') brackets.Push(c == '(' ? ')' : c == '[' ? ']' : '}');
        if (c is not (')' or ']' or '}')) return;
        if (brackets.Count == 0) throw Problem($"unexpected '{c}'", _at);
        if (brackets.Pop() is var expected && expected != c) throw Problem($"unexpected '{c}', expected '{expected}'", _at);
    }

    // trim_blocks takes one newline behind a tag, '-' every blank, '+' nothing.
    private void Close(int close, char sign, int next, bool trims)
    {
        if (sign == '-') next = SkipSpace(next);
        else if (sign != '+' && trims && next < _source.Length && _source[next] == '\n') next++;
        _at = next;
        _lineBegins = next > close + 2 && _source[next - 1] == '\n';
    }

    private int SkipSpace(int at)
    {
        while (at < _source.Length && CodePoints.IsSpace(_source[at])) at++;
        return at;
    }

    private bool StartsWith(int at, string text) => at <= _source.Length && _source.AsSpan(at).StartsWith(text, StringComparison.Ordinal);

    private void AddText(string text, int at)
    {
        if (text.Length > 0) Add(TokenKind.Text, text, at);
    }

    private void Add(TokenKind kind, string text, int at)
    {
        var (line, column) = Place(at);
        _tokens.Add(new Token(kind, text, line, column));
    }

    private TemplateSyntaxException Problem(string problem, int at)
    {
        var (line, column) = Place(at);
        return new TemplateSyntaxException(problem, line, column);
    }

    private (int Line, int Column) Place(int at)
    {
        var found = _lines.BinarySearch(at);
        var line = found >= 0 ? found : ~found - 1;
        return (line + 1, at - _lines[line] + 1);
    }
}
