using System.Globalization;
using System.Numerics;
using System.Text;

namespace GenGateway.Engine.Templating.Values;

/// <summary>Python's <c>%</c> of texts, in the forms <c>%s %r %d %i %%</c> with a width.</summary>
internal static class TextFormat
{
    private const int MostWidth = 10_000;

    /// <summary>The first form in <paramref name="format"/> that is not supported, or null.</summary>
    public static string? UnsupportedIn(string format)
    {
        for (var i = format.IndexOf('%', StringComparison.Ordinal); i >= 0 && i < format.Length; i = format.IndexOf('%', i + 1))
        {
            var start = i++;
            while (i < format.Length && (format[i] is '-' || char.IsAsciiDigit(format[i]))) i++;
            if (i == format.Length || format[i] is not ('s' or 'r' or 'd' or 'i' or '%')) return format[start..Math.Min(i + 1, format.Length)];
        }

        return null;
    }

    public static string Of(string format, object? values, RenderState state)
    {
        var given = values is TupleValue tuple ? tuple.Items : [values];
        var text = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            var left = false;
            var zeros = false;
            var width = 0;
            for (i++; i < format.Length && format[i] is '-' or '0'; i++)
            {
                left |= format[i] == '-';
                zeros |= format[i] == '0';
            }

            for (; i < format.Length && char.IsAsciiDigit(format[i]); i++) width = Math.Min(MostWidth, (width * 10) + format[i] - '0');
            if (i == format.Length) throw new TemplateException("a format ends with %");
            if (format[i] == '%')
            {
                text.Append('%');
                continue;
            }

            if (format[i] is not ('s' or 'r' or 'd' or 'i')) throw new TemplateException($"the format %{format[i]} is not supported");
            if (next == given.Count) throw new TemplateException("a format has too few values");
            text.Append(Padded(Form(format[i], given[next++]), width, left, zeros && format[i] is 'd' or 'i'));
            if (text.Length > RenderState.MostText) throw new TemplateException($"a text grows beyond {RenderState.MostText} characters");
        }

        if (next < given.Count && values is not (DictValue or ListValue)) throw new TemplateException("a format has too many values");
        state.Make(text.Length);
        return text.ToString();
    }

    private static string Form(char kind, object? value) => kind switch
    {
        's' => TextForm.Of(value),
        'r' => TextForm.Quoted(value),
        _ when value is double number && double.IsFinite(number) => new BigInteger(number).ToString(CultureInfo.InvariantCulture),
        _ when Numbers.IsInteger(value) => Numbers.ToInteger(value).ToString(CultureInfo.InvariantCulture),
        _ => throw new TemplateException($"%{kind} needs a number, not a {Kinds.NameOf(value)}"),
    };

    private static string Padded(string text, int width, bool left, bool zeros)
    {
        var missing = width - CodePoints.Count(text);
        if (missing <= 0) return text;
        if (left) return text + new string(' ', missing);
        if (!zeros) return new string(' ', missing) + text;
        return text.StartsWith('-') ? "-" + new string('0', missing) + text[1..] : new string('0', missing) + text;
    }
}
