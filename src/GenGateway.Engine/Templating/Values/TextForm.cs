using System.Globalization;
using System.Numerics;
using System.Text;

namespace GenGateway.Engine.Templating.Values;

/// <summary>How values print: Python's <c>str</c> and, inside lists and dictionaries, <c>repr</c>.</summary>
internal static class TextForm
{
    public static string Of(object? value) => value switch
    {
        string text => text,
        Undefined => "",
        null => "None",
        bool flag => flag ? "True" : "False",
        long number => number.ToString(CultureInfo.InvariantCulture),
        BigInteger number => number.ToString(CultureInfo.InvariantCulture),
        double number => Numbers.Text(number),
        RangeValue range => range.Text,
        ListValue or TupleValue or DictValue or DictItems => Quoted(value),
        _ => throw new TemplateException($"a {Kinds.NameOf(value)} cannot be printed"),
    };

    public static string Quoted(object? value)
    {
        var text = new StringBuilder();
        Quote(value, text);
        return text.ToString();
    }

    private static void Quote(object? value, StringBuilder into)
    {
        RenderState.GuardStack();
        if (into.Length > RenderState.MostText) throw new TemplateException($"a text grows beyond {RenderState.MostText} characters");
        switch (value)
        {
            case string text:
                Quote(text, into);
                break;
            case Undefined:
                into.Append("Undefined");
                break;
            case ListValue list:
                Quote("[", list.Items, "]", into);
                break;
            case TupleValue tuple:
                Quote("(", tuple.Items, tuple.Items.Count == 1 ? ",)" : ")", into);
                break;
            case DictItems items:
                Quote($"{items.Kind}([", items.Items, "])", into);
                break;
            case DictValue dictionary:
                into.Append('{');
                var separator = "";
                foreach (var (key, entry) in dictionary.Entries)
                {
                    into.Append(separator);
                    Quote(key, into);
                    into.Append(": ");
                    Quote(entry, into);
                    separator = ", ";
                }

                into.Append('}');
                break;
            default:
                into.Append(Of(value));
                break;
        }
    }

    private static void Quote(string open, IReadOnlyList<object?> items, string close, StringBuilder into)
    {
        into.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0) into.Append(", ");
            Quote(items[i], into);
        }

        into.Append(close);
    }

    private static void Quote(string text, StringBuilder into)
    {
        var quote = text.Contains('\'', StringComparison.Ordinal) && !text.Contains('"', StringComparison.Ordinal) ? '"' : '\'';
        into.Append(quote);
        foreach (var point in CodePoints.Split(text))
        {
            into.Append(point[0] switch
            {
                '\\' => @"\\",
                '\n' => @"\n",
                '\r' => @"\r",
                '\t' => @"\t",
                var c when c == quote => $"\\{c}",
                _ => IsPrintable(point) ? point : Escaped(point),
            });
        }

        into.Append(quote);
    }

    // Python's str.isprintable: no control, format, surrogate, private-use, unassigned or separator character but the blank.
    private static bool IsPrintable(string point) =>
        point == " " || CharUnicodeInfo.GetUnicodeCategory(point, 0) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator);

    private static string Escaped(string point)
    {
        var code = point.Length == 2 ? char.ConvertToUtf32(point[0], point[1]) : point[0];
        return code <= 0xff ? $"\\x{code:x2}" : code <= 0xffff ? $"\\u{code:x4}" : $"\\U{code:x8}";
    }
}
