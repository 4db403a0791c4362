using System.Globalization;
using System.Numerics;
using System.Text;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Reading;

/// <summary>The values of numbers and texts that stand in a template.</summary>
internal static class Literals
{
    private const int MostDigits = 4300;

    public static object Number(Token token)
    {
        var text = token.Text.Replace("_", "", StringComparison.Ordinal);
        if (text.Length > MostDigits) throw token.Problem($"a number has more than {MostDigits} digits");
        if (text.Length > 1 && text[0] == '0' && char.IsAsciiLetter(text[1]) && char.ToLowerInvariant(text[1]) is 'x' or 'o' or 'b')
        {
            var based = char.ToLowerInvariant(text[1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
            return Numbers.Shrink(text[2..].Aggregate(BigInteger.Zero, (sum, digit) => (sum * based) + Convert.ToInt32(digit.ToString(), 16)));
        }

        return text.All(char.IsAsciiDigit)
            ? Numbers.Shrink(BigInteger.Parse(text, CultureInfo.InvariantCulture))
            : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>Python's escapes: one that Python does not know stays as it is written.</summary>
    public static string String(Token token)
    {
        var written = token.Text.AsSpan(1, token.Text.Length - 2);
        if (written.IndexOf('\\') < 0) return written.ToString();
        var text = new StringBuilder();
        for (var i = 0; i < written.Length; i++)
        {
            if (written[i] != '\\')
            {
                text.Append(written[i]);
                continue;
            }

            var c = written[++i];
            _ = c switch
            {
                '\n' => text,
                '\\' or '\'' or '"' => text.Append(c),
                'a' => text.Append('\a'),
                'b' => text.Append('\b'),
                'f' => text.Append('\f'),
                'n' => text.Append('\n'),
                'r' => text.Append('\r'),
                't' => text.Append('\t'),
                'v' => text.Append('\v'),
                'x' => text.Append(Hex(token, written, ref i, 2)),
                'u' => text.Append(Hex(token, written, ref i, 4)),
                'U' => text.Append(Hex(token, written, ref i, 8)),
                >= '0' and <= '7' => text.Append(Octal(written, ref i)),
                'N' => throw token.Problem(@"the escape \N{…} is not supported"),
                > '\u007f' => throw token.Problem("a backslash before a character beyond ASCII is not supported"),
                _ => text.Append('\\').Append(c),
            };
        }

        return text.ToString();
    }

    private static string Hex(Token token, ReadOnlySpan<char> written, ref int i, int digits)
    {
        if (i + digits >= written.Length || !int.TryParse(written.Slice(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is < 0 or > 0x10ffff)
        {
            throw token.Problem($"an escape needs {digits} hexadecimal digits of a character");
        }

        // Python keeps half characters apart where UTF-16 would join two of them.
        if (code is >= 0xd800 and <= 0xdfff) throw token.Problem("an escape of half a character (a surrogate) is not supported");
        i += digits;
        return char.ConvertFromUtf32(code);
    }

    private static char Octal(ReadOnlySpan<char> written, ref int i)
    {
        var code = written[i] - '0';
        for (var digits = 1; digits < 3 && i + 1 < written.Length && written[i + 1] is >= '0' and <= '7'; digits++) code = (code * 8) + written[++i] - '0';
        return (char)code;
    }
}
