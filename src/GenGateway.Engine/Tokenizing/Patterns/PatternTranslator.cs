using System.Text;

namespace GenGateway.Engine.Tokenizing.Patterns;

/// <summary>Writes a pattern of a tokenizer file in the syntax of .NET, or refuses it.</summary>
/// <remarks>
/// The files are written for Oniguruma with its Ruby syntax, over code points. Supported is what both engines read alike or what can
/// be said in the other's words: alternatives, groups, lookahead, <c>(?i:..)</c> over ASCII, classes, general categories, greedy,
/// lazy and possessive repetition. The rest (anchors, <c>\w</c>, <c>\b</c>, captures by name or number, scripts, lookbehind)
/// differs in ways that would give other ids in silence. The result is for a text's <see cref="CodePointShadow"/>.
/// </remarks>
internal sealed class PatternTranslator
{
    private const int LongestPattern = 16_384;
    private const int MostRepetitions = 1_000;

    private readonly PatternSource _source;
    private readonly StringBuilder _output = new();
    private readonly Stack<Group> _open = new();
    private bool _ignoreCase;

    // Where the last thing begins that a quantifier would repeat; -1 after what cannot be repeated.
    private int _atom = -1;
    private char _literalBefore;

    private PatternTranslator(string pattern) => _source = new PatternSource(pattern);

    /// <exception cref="PatternException">The pattern is broken or not supported.</exception>
    public static string Translate(string pattern)
    {
        if (pattern.Length > LongestPattern)
            throw new PatternException($"the pattern has {pattern.Length} characters; {LongestPattern} are read");
        var translator = new PatternTranslator(pattern);
        while (!translator._source.AtEnd)
            translator.TakeNext();
        return translator._open.Count == 0
            ? translator._output.ToString()
            : throw translator._source.Fail("has a group without its closing parenthesis");
    }

    /// <summary>The pattern that matches a text itself.</summary>
    /// <exception cref="PatternException">The text is empty or not supported.</exception>
    public static string Literal(string text)
    {
        var source = new PatternSource(text);
        var output = new StringBuilder();
        while (!source.AtEnd)
            output.Append(CharacterClass.Literal(source.Take(), ignoreCase: false, source));
        return output.Length > 0 ? output.ToString() : throw source.Fail("is empty");
    }

    private void TakeNext()
    {
        var before = _literalBefore;
        _literalBefore = '\0';
        switch (_source.Take())
        {
            case '\\':
                TakeEscape(before);
                break;
            case '[':
                Atom(CharacterClass.TakeBrackets(_source, _ignoreCase));
                break;
            case '.':
                Atom("[^\\n]");
                break;
            case '(':
                OpenGroup();
                break;
            case ')':
                CloseGroup();
                break;
            case '|':
                _output.Append('|');
                _atom = -1;
                break;
            case '^' or '$':
                throw _source.Fail("uses an anchor (^ or $), which is not supported");
            case '*':
                Quantify("*", mayBePossessive: true, mayBeLazy: true);
                break;
            case '+':
                Quantify("+", mayBePossessive: true, mayBeLazy: true);
                break;
            case '?':
                Quantify("?", mayBePossessive: true, mayBeLazy: true);
                break;
            case '{' when TakeCounts():
                break;
            case var character:
                Literal(character, before);
                break;
        }
    }

    private void TakeEscape(char before)
    {
        if (CharacterClass.TakeSet(_source, _ignoreCase) is { } set)
            Atom(set);
        else
            Literal(_source.TakeEscapedCharacter() ?? throw _source.Fail($"uses \\{_source.Next}, which is not supported"), before);
    }

    private void Literal(char character, char before)
    {
        if (_ignoreCase)
        {
            // Without case these pairs also match one character (ß, ﬁ, ﬆ), which no translation by single characters covers.
            if ((char.ToLowerInvariant(before), char.ToLowerInvariant(character)) is ('s', 's' or 't') or ('f', 'f' or 'i' or 'l'))
                throw _source.Fail($"has '{before}{character}' without regard to case, which is not supported");
            _literalBefore = character;
        }
        Atom(CharacterClass.Literal(character, _ignoreCase, _source));
    }

    private void Atom(string translated)
    {
        _atom = _output.Length;
        _output.Append(translated);
    }

    private void OpenGroup()
    {
        var outer = _ignoreCase;
        var start = _output.Length;
        var lookahead = false;
        if (_source.TryTake("?i:"))
            _ignoreCase = true;
        else if (_source.TryTake("?="))
            lookahead = Open("(?=");
        else if (_source.TryTake("?!"))
            lookahead = Open("(?!");
        else if (_source.TryTake("?>"))
            _output.Append("(?>");
        else if (!_source.TryTake("?:") && _source.TryTake("?"))
            throw _source.Fail("has a group of a kind that is not supported; supported are (..), (?:..), (?i:..), (?=..), (?!..) and (?>..)");
        if (_output.Length == start)
            _output.Append("(?:");
        _open.Push(new Group(start, lookahead, outer));
        _atom = -1;

        bool Open(string text)
        {
            _output.Append(text);
            return true;
        }
    }

    private void CloseGroup()
    {
        if (!_open.TryPop(out var group))
            throw _source.Fail("closes a group that is not open");
        _output.Append(')');
        _ignoreCase = group.IgnoreCaseOutside;
        _atom = group.IsLookahead ? -1 : group.Start;
    }

    // Braces that hold no counts are characters, as in Ruby.
    private bool TakeCounts()
    {
        var start = _source.Position;
        var least = _source.TakeNumber();
        var exact = !_source.TryTake(",");
        var most = exact ? least : _source.TakeNumber();
        if (!_source.TryTake("}") || (least ?? most) is null)
        {
            _source.Return(start);
            return false;
        }
        if (least > MostRepetitions || most > MostRepetitions || most < least)
            throw _source.Fail($"repeats more than {MostRepetitions} times, or less often at most than at least");
        // After braces, Ruby reads + as another repetition, and ? after one number as "or not at all".
        Quantify(exact ? $"{{{least}}}" : $"{{{least ?? 0},{most}}}", mayBePossessive: false, mayBeLazy: !exact);
        return true;
    }

    private void Quantify(string quantifier, bool mayBePossessive, bool mayBeLazy)
    {
        if (_atom < 0)
            throw _source.Fail("repeats what cannot be repeated");
        _output.Append(quantifier);
        if (mayBePossessive && _source.TryTake("+"))
            _output.Insert(_atom, "(?>").Append(')');
        else if (mayBeLazy && _source.TryTake("?"))
            _output.Append('?');
        if (!_source.AtEnd && _source.Next is '*' or '+' or '?')
            throw _source.Fail("repeats a repetition, which is not supported");
        _atom = -1;
    }

    private readonly record struct Group(int Start, bool IsLookahead, bool IgnoreCaseOutside);
}
