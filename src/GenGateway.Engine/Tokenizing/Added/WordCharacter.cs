using System.Buffers;
using System.Globalization;
using System.Text;

namespace GenGateway.Engine.Tokenizing.Added;

/// <summary>What counts as part of a word beside an added token: <c>\w</c> of Unicode Technical Standard 18, annex C.</summary>
internal static class WordCharacter
{
    public static bool StandsAtEnd(ReadOnlySpan<char> text) =>
        Rune.DecodeLastFromUtf16(text, out var last, out _) == OperationStatus.Done && IsWord(last.Value);

    public static bool StandsAtStart(ReadOnlySpan<char> text) =>
        Rune.DecodeFromUtf16(text, out var first, out _) == OperationStatus.Done && IsWord(first.Value);

    private static bool IsWord(int codePoint) => CharUnicodeInfo.GetUnicodeCategory(codePoint) switch
    {
        UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter => true,
        UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber => true,
        UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark => true,
        UnicodeCategory.DecimalDigitNumber or UnicodeCategory.ConnectorPunctuation => true,
        // The joiners, and the letters in circles and squares that are alphabetic without being letters.
        _ => codePoint is 0x200C or 0x200D or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189),
    };
}
