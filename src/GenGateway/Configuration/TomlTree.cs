using System.Globalization;
using System.Text;

namespace GenGateway.Configuration;

/// <summary>Turns the part of TOML that <c>default.toml</c> files use into <see cref="ConfigNode"/>s: see docs/adr/0005-toml.md.</summary>
/// <remarks>
/// Tables, arrays of tables, dotted keys, texts on one line, numbers, true and false, arrays, comments. Anything else is an error with its place.
/// Bounded like <see cref="YamlTree"/>. https://toml.io/en/v1.0.0
/// </remarks>
internal sealed class TomlTree
{
    private const int MostDepth = 32;
    private const int MostNodes = 100_000;
    private const char End = '\0';

    private readonly string _source;
    private readonly string _text;
    private readonly LoadReport _report;
    private readonly TomlTable _root;
    private int _at;
    private int _line = 1;
    private int _lineStart;
    private int _nodes;

    private TomlTree(string text, string source, LoadReport report)
    {
        _text = text;
        _source = source;
        _report = report;
        _root = new TomlTable(new ConfigOrigin(source));
    }

    private char Current => _at < _text.Length ? _text[_at] : End;

    private bool AtEnd => _at >= _text.Length;

    private ConfigOrigin Place => new(_source, _line, _at - _lineStart + 1);

    /// <summary>The file's root section, or null with errors in the report.</summary>
    public static ConfigNode? Read(string text, string source, LoadReport report)
    {
        try
        {
            return new TomlTree(text, source, report).ReadDocument();
        }
        catch (TomlStop stop)
        {
            report.Error(stop.Origin, stop.Setting, stop.Message);
            return null;
        }
    }

    private ConfigNode ReadDocument()
    {
        var table = _root;
        for (SkipLines(); !AtEnd; SkipLines())
        {
            if (Current == '[') table = Header();
            else Assignment(table);
            SkipBlanks();
            if (Current == '#') SkipComment();
            if (!AtEnd && Current is not ('\n' or '\r')) throw Stop($"nothing may follow here; begin a new line before {ConfigText.Show(Current.ToString())}");
        }

        return _root.ToNode("");
    }

    // [a.b] or [[a.b]]
    private TomlTable Header()
    {
        var place = Place;
        Next();
        var isItem = Current == '[';
        if (isItem) Next();
        var keys = Keys();
        for (var close = isItem ? 2 : 1; close > 0; close--)
        {
            if (Current != ']') throw Stop($"the header must end with {(isItem ? "]]" : "]")}");
            Next();
        }

        var table = _root;
        for (var i = 0; i < keys.Count - 1; i++) table = Below(table, keys[i], place);
        return isItem ? table.AddItem(keys[^1], place) ?? throw Stop($"{keys[^1]} is written above as something else", place) : Begin(table, keys[^1], place);
    }

    private TomlTable Begin(TomlTable parent, string key, ConfigOrigin place)
    {
        var table = Below(parent, key, place);
        if (table.IsBegun) _report.Error(place, key, $"written twice, first in line {table.Origin.Line}; keep one of them");
        table.Begin(place);
        return table;
    }

    private TomlTable Below(TomlTable table, string key, ConfigOrigin place) =>
        table.Table(key, place) ?? throw Stop($"{key} is a value above and a table here", place);

    private void Assignment(TomlTable table)
    {
        var place = Place;
        var keys = Keys();
        if (Current != '=') throw Stop("must be name = value, or a [table]");
        Next();
        SkipBlanks();
        for (var i = 0; i < keys.Count - 1; i++) table = Below(table, keys[i], place);
        var value = Value(0);
        if (!table.Set(keys[^1], value)) _report.Error(place, string.Join('.', keys), "written twice; keep one of them");
    }

    private List<string> Keys()
    {
        var keys = new List<string>();
        while (true)
        {
            SkipBlanks();
            keys.Add(Current is '"' or '\'' ? Quoted() : Bare());
            if (keys.Count > MostDepth) throw Stop($"nested deeper than {MostDepth}, which no setting is");
            SkipBlanks();
            if (Current != '.') return keys;
            Next();
        }
    }

    private string Bare()
    {
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-') Next();
        return _at > start ? _text[start.._at] : throw Stop($"a name must stand here, of letters, digits, _ and -, or in quotes, not {Found()}");
    }

    // What stands at a place gets its path from the table that it is in, once that is known.
    private ConfigNode Value(int depth)
    {
        if (++_nodes > MostNodes) throw Stop($"more than {MostNodes} values; is this the configuration?");
        if (depth > MostDepth) throw Stop($"nested deeper than {MostDepth}, which no setting is");
        var place = Place;
        switch (Current)
        {
            case '"' or '\'':
                return ConfigNode.Value("", place, Quoted(), isQuoted: true);
            case '[':
                return List(place, depth);
            case '{':
                throw Stop("an inline table is not read; write a [table] of its own, or dotted names: a.b = 1");
            default:
                var start = _at;
                while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-' or '+' or '.' or ':') Next();
                return ConfigNode.Value("", place, Plain(_text[start.._at], place));
        }
    }

    private string Plain(string text, ConfigOrigin place)
    {
        if (text is "true" or "false") return text;
        if (text.Length == 0) throw Stop($"a value must stand here, not {Found()}", place);
        var digits = text.Replace("_", "", StringComparison.Ordinal);
        return decimal.TryParse(digits, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
            ? digits.TrimStart('+')
            : throw Stop($"{ConfigText.Show(text)} is neither a number nor true or false; write text in quotes", place);
    }

    private ConfigNode List(ConfigOrigin place, int depth)
    {
        var items = new List<ConfigNode>();
        Next();
        for (SkipLines(); Current != ']'; SkipLines())
        {
            if (AtEnd) throw Stop("the list is not closed with ]", place);
            items.Add(Value(depth + 1));
            SkipLines();
            if (Current == ',') Next();
            else if (!AtEnd && Current != ']') throw Stop($"a comma or ] must stand here, not {Found()}");
        }

        Next();
        return ConfigNode.List("", place, items);
    }

    private string Quoted()
    {
        var quote = Current;
        var place = Place;
        if (_at + 2 < _text.Length && _text[_at + 1] == quote && _text[_at + 2] == quote) throw Stop("a text of several lines is not read; write it on one line, \\n for a line break", place);
        Next();
        var text = new StringBuilder();
        while (Current != quote)
        {
            if (AtEnd || Current is '\n' or '\r') throw Stop($"the text is not closed with {quote}", place);
            if (Current == '\\' && quote == '"') text.Append(Escape());
            else text.Append(Current);
            Next();
        }

        Next();
        return text.ToString();
    }

    private string Escape()
    {
        Next();
        return Current switch
        {
            'b' => "\b",
            't' => "\t",
            'n' => "\n",
            'f' => "\f",
            'r' => "\r",
            '"' => "\"",
            '\\' => "\\",
            'u' => Code(4),
            'U' => Code(8),
            _ => throw Stop("after \\ stands one of b t n f r \" \\ u U; between single quotes \\ is itself"),
        };
    }

    private string Code(int digits)
    {
        var start = _at + 1;
        if (start + digits > _text.Length || !int.TryParse(_text.AsSpan(start, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || !Rune.IsValid(code))
            throw Stop($"after \\{Current} stand {digits} hexadecimal digits of a character");
        for (var i = 0; i < digits; i++) Next();
        return char.ConvertFromUtf32(code);
    }

    private void SkipLines()
    {
        while (true)
        {
            SkipBlanks();
            if (Current == '#') SkipComment();
            else if (!AtEnd && Current is '\n' or '\r') Next();
            else return;
        }
    }

    private void SkipBlanks()
    {
        while (Current is ' ' or '\t') Next();
    }

    private void SkipComment()
    {
        while (!AtEnd && Current != '\n') Next();
    }

    private void Next()
    {
        if (Current == '\n')
        {
            _line++;
            _lineStart = _at + 1;
        }

        _at++;
    }

    private string Found() => AtEnd ? "the end" : Current is '\n' or '\r' ? "the end of the line" : ConfigText.Show(Current.ToString());

    private TomlStop Stop(string message, ConfigOrigin? place = null) => new(place ?? Place, "", $"not read as TOML: {message}");

    /// <summary>Ends the reading of one file; caught in <see cref="Read"/>.</summary>
    private sealed class TomlStop(ConfigOrigin origin, string setting, string message) : Exception(message)
    {
        public ConfigOrigin Origin { get; } = origin;

        public string Setting { get; } = setting;
    }
}
