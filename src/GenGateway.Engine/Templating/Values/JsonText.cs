using System.Globalization;
using System.Numerics;
using System.Text;

namespace GenGateway.Engine.Templating.Values;

/// <summary>Python's <c>json.dumps</c>, which <c>tojson</c> gives.</summary>
internal sealed class JsonText(RenderState state, string? indent, string itemSeparator, string keySeparator, bool ascii, bool sortKeys)
{
    private readonly StringBuilder _text = new();

    public string Of(object? value)
    {
        Write(value, 0);
        state.Make(_text.Length);
        return _text.ToString();
    }

    private void Write(object? value, int depth)
    {
        RenderState.GuardStack();
        if (_text.Length > RenderState.MostText) throw new TemplateException($"a text grows beyond {RenderState.MostText} characters");
        switch (value)
        {
            case ListValue list:
                WriteAll('[', list.Items, item => Write(item, depth + 1), ']', depth);
                break;
            case TupleValue tuple:
                WriteAll('[', tuple.Items, item => Write(item, depth + 1), ']', depth);
                break;
            case DictValue dictionary:
                IEnumerable<(object? Key, object? Value)> entries = dictionary.Entries;
                if (sortKeys) entries = entries.Order(Comparer<(object? Key, object? Value)>.Create((a, b) => Comparison.Compare(a.Key, b.Key) ?? 0));
                WriteAll('{', [.. entries], entry => WriteEntry(entry, depth), '}', depth);
                break;
            default:
                _text.Append(Scalar(value) ?? throw new TemplateException($"a {Kinds.NameOf(value)} has no JSON form"));
                break;
        }
    }

    private void WriteEntry((object? Key, object? Value) entry, int depth)
    {
        if (entry.Key is TupleValue or Undefined || Scalar(entry.Key) is not { } key) throw new TemplateException($"a {Kinds.NameOf(entry.Key)} cannot be a key in JSON");
        _text.Append(entry.Key is string ? key : $"\"{key}\"").Append(keySeparator);
        Write(entry.Value, depth + 1);
    }

    private void WriteAll<T>(char open, IReadOnlyList<T> items, Action<T> write, char close, int depth)
    {
        _text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) _text.Append(itemSeparator);
            NewLine(depth + 1);
            write(items[i]);
        }

        if (items.Count > 0) NewLine(depth);
        _text.Append(close);
    }

    private void NewLine(int depth)
    {
        if (indent is null) return;
        _text.Append('\n');
        for (var i = 0; i < depth; i++) _text.Append(indent);
    }

    private string? Scalar(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        long or BigInteger => TextForm.Of(value),
        double number => double.IsNaN(number) ? "NaN" : double.IsInfinity(number) ? number > 0 ? "Infinity" : "-Infinity" : Numbers.Text(number),
        string text => Quote(text),
        _ => null,
    };

    private string Quote(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (var c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append(@"\\"),
                '\n' => quoted.Append(@"\n"),
                '\r' => quoted.Append(@"\r"),
                '\t' => quoted.Append(@"\t"),
                '\b' => quoted.Append(@"\b"),
                '\f' => quoted.Append(@"\f"),
                _ when c < ' ' || (ascii && c > '~') => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
