using System.Globalization;
using System.Text;

namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>The words of GPT-2, scanned by hand in linear time, where its paper's code has a regular expression.</summary>
/// <remarks>
/// In order: an English contraction (<c>'s 't 're 've 'm 'll 'd</c>, lower case); letters, numbers or other characters, each with one
/// space before them if it is there; white space, of which the last goes to the next word unless it is alone or the text ends.
/// </remarks>
internal static class Gpt2Words
{
    private enum Kind : byte
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>Where the word ends that begins at <paramref name="start"/>, which lies within the text.</summary>
    public static int EndOfWord(ReadOnlySpan<char> text, int start)
    {
        if (text[start] == '\'' && ContractionLength(text[(start + 1)..]) is var contraction and > 0)
            return start + 1 + contraction;
        var kind = KindAt(text, start, out var length);
        if (kind == Kind.Space && text[start] == ' ' && start + 1 < text.Length)
        {
            var following = KindAt(text, start + 1, out var followingLength);
            if (following != Kind.Space)
                return EndOfRun(text, start + 1 + followingLength, following);
        }
        var end = EndOfRun(text, start + length, kind);
        return kind == Kind.Space && end < text.Length && end - start > 1 ? end - 1 : end;
    }

    private static int EndOfRun(ReadOnlySpan<char> text, int from, Kind kind)
    {
        while (from < text.Length && KindAt(text, from, out var length) == kind)
            from += length;
        return from;
    }

    private static int ContractionLength(ReadOnlySpan<char> text) => text switch
    {
        ['r' or 'v', 'e', ..] or ['l', 'l', ..] => 2,
        ['s' or 't' or 'm' or 'd', ..] => 1,
        _ => 0,
    };

    private static Kind KindAt(ReadOnlySpan<char> text, int index, out int length)
    {
        length = 1;
        var character = text[index];
        if (char.IsAsciiLetter(character))
            return Kind.Letter;
        if (char.IsWhiteSpace(character))
            return Kind.Space;
        if (char.IsAscii(character))
            return char.IsAsciiDigit(character) ? Kind.Number : Kind.Other;
        Rune.DecodeFromUtf16(text[index..], out var rune, out length);
        return CharUnicodeInfo.GetUnicodeCategory(rune.Value) switch
        {
            <= UnicodeCategory.OtherLetter => Kind.Letter,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber => Kind.Number,
            _ => Kind.Other,
        };
    }
}
