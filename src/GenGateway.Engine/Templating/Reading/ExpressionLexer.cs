using System.Text.RegularExpressions;

namespace GenGateway.Engine.Templating.Reading;

/// <summary>Finds the next token inside a tag.</summary>
internal static partial class ExpressionLexer
{
    private static readonly string[] Operators =
        ["//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    /// <summary>The token's kind and length; <see cref="TokenKind.End"/> where there is none, length 0 for a text without end.</summary>
    public static (TokenKind Kind, int Length) Next(string source, int at)
    {
        var c = source[at];
        if (char.IsAsciiDigit(c))
        {
            // Behind a point a number is an index: xs.0.1 are two.
            if (!(at > 0 && source[at - 1] == '.') && Float().Match(source, at) is { Success: true } number) return (TokenKind.Number, number.Length);
            return Integer().Match(source, at) is { Success: true } whole ? (TokenKind.Number, whole.Length) : (TokenKind.End, 0);
        }

        if (c == '_' || char.IsLetter(c))
        {
            var end = at + 1;
            while (end < source.Length && (source[end] == '_' || char.IsLetterOrDigit(source[end]))) end++;
            return (TokenKind.Name, end - at);
        }

        if (c is '"' or '\'')
        {
            for (var end = at + 1; end < source.Length; end++)
            {
                if (source[end] == '\\') end++;
                else if (source[end] == c) return (TokenKind.String, end + 1 - at);
            }

            return (TokenKind.String, 0);
        }

        foreach (var operation in Operators)
        {
            if (string.CompareOrdinal(source, at, operation, 0, operation.Length) == 0) return (TokenKind.Operator, operation.Length);
        }

        return (TokenKind.End, 1);
    }

    [GeneratedRegex(@"\G(?:[0-9]+_)*[0-9]+(?:(?:\.(?:[0-9]+_)*[0-9]+)?[eE][+\-]?(?:[0-9]+_)*[0-9]+|\.(?:[0-9]+_)*[0-9]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Float();

    [GeneratedRegex(@"\G(?:0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[0-9a-fA-F])+|[1-9](?:_?[0-9])*|0(?:_?0)*)", RegexOptions.CultureInvariant)]
    private static partial Regex Integer();
}
