using System.Globalization;

namespace GenGateway.Engine.Tokenizing.Patterns;

/// <summary>A pattern being read from left to right.</summary>
internal sealed class PatternSource(string text)
{
    public int Position { get; private set; }

    public bool AtEnd => Position >= text.Length;

    public char Next => AtEnd ? throw Fail("ends too early") : text[Position];

    public char Take()
    {
        var character = Next;
        Position++;
        if (char.IsSurrogate(character))
            throw Fail("names a character beyond U+FFFF, which is not supported");
        return character;
    }

    public bool TryTake(string expected)
    {
        if (!text.AsSpan(Position).StartsWith(expected, StringComparison.Ordinal))
            return false;
        Position += expected.Length;
        return true;
    }

    /// <summary>Takes a count of repetitions: decimal digits, or null where there are none.</summary>
    public int? TakeNumber()
    {
        var start = Position;
        while (!AtEnd && char.IsAsciiDigit(text[Position]))
            Position++;
        if (Position == start)
            return null;
        return int.TryParse(text.AsSpan(start, Position - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Fail("repeats too often");
    }

    public void Return(int position) => Position = position;

    /// <summary>Takes what follows a backslash and names one character; null for escapes that name something else.</summary>
    public char? TakeEscapedCharacter()
    {
        var character = Next;
        char? value = character switch
        {
            't' => '\t',
            'n' => '\n',
            'r' => '\r',
            'f' => '\f',
            'v' => '\v',
            'a' => '\a',
            'e' => '\u001B',
            'x' or 'u' => null,
            _ when char.IsAsciiLetterOrDigit(character) => null,
            _ => character,
        };
        if (value is not null)
        {
            Take();
            return value;
        }
        return character is 'x' or 'u' ? TakeHexadecimal() : null;
    }

    private char TakeHexadecimal()
    {
        var wide = Take() == 'u';
        var braced = !wide && TryTake("{");
        var start = Position;
        var most = braced ? 8 : wide ? 4 : 2;
        while (!AtEnd && Position - start < most && char.IsAsciiHexDigit(text[Position]))
            Position++;
        var digits = text.AsSpan(start, Position - start);
        if (digits.IsEmpty || (wide && digits.Length < 4) || (braced && !TryTake("}")))
            throw Fail("has a broken hexadecimal escape");
        var value = uint.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return value <= 0xFFFF && !char.IsSurrogate((char)value)
            ? (char)value
            : throw Fail("names a character beyond U+FFFF, which is not supported");
    }

    public PatternException Fail(string problem) => new($"the pattern {problem} (at character {Position} of {text.Length})");
}
