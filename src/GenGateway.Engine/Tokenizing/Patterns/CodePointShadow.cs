using System.Globalization;

namespace GenGateway.Engine.Tokenizing.Patterns;

/// <summary>Stands one UTF-16 unit in for each code point, so that a regular expression over units sees code points.</summary>
/// <remarks>
/// Patterns of tokenizer files tell characters beyond U+FFFF apart by general category only (<see cref="PatternTranslator"/> refuses
/// patterns that do more), so such a character is replaced by a fixed one of its category below U+10000.
/// </remarks>
internal static class CodePointShadow
{
    /// <summary>Writes the shadow of a text without lone surrogates; returns its length, one per code point.</summary>
    public static int Write(ReadOnlySpan<char> text, Span<char> shadow)
    {
        var length = 0;
        foreach (var rune in text.EnumerateRunes())
            shadow[length++] = rune.IsBmp ? (char)rune.Value : StandIn(CharUnicodeInfo.GetUnicodeCategory(rune.Value));
        return length;
    }

    /// <summary>The character that stands for those of a category: rare ones, so that no pattern means them by name.</summary>
    public static char StandIn(UnicodeCategory category) => category switch
    {
        UnicodeCategory.UppercaseLetter => '\uA7F5',
        UnicodeCategory.LowercaseLetter => '\uA7FA',
        UnicodeCategory.TitlecaseLetter => '\u1FFC',
        UnicodeCategory.ModifierLetter => '\uA9CF',
        UnicodeCategory.OtherLetter => '\uA9E0',
        UnicodeCategory.NonSpacingMark => '\uA9E5',
        UnicodeCategory.SpacingCombiningMark => '\uA983',
        UnicodeCategory.EnclosingMark => '\uA670',
        UnicodeCategory.DecimalDigitNumber => '\uA9F0',
        UnicodeCategory.LetterNumber => '\uA6E6',
        UnicodeCategory.OtherNumber => '\uA830',
        UnicodeCategory.ConnectorPunctuation => '\uFE4D',
        UnicodeCategory.DashPunctuation => '\u2E3A',
        UnicodeCategory.OpenPunctuation => '\u2E26',
        UnicodeCategory.ClosePunctuation => '\u2E27',
        UnicodeCategory.InitialQuotePunctuation => '\u2E20',
        UnicodeCategory.FinalQuotePunctuation => '\u2E21',
        UnicodeCategory.OtherPunctuation => '\uA9C1',
        UnicodeCategory.MathSymbol => '\u2AFF',
        UnicodeCategory.CurrencySymbol => '\uA838',
        UnicodeCategory.ModifierSymbol => '\uA720',
        UnicodeCategory.OtherSymbol => '\uA828',
        UnicodeCategory.Format => '\u206F',
        UnicodeCategory.PrivateUse => '\uF8FF',
        UnicodeCategory.OtherNotAssigned => '\uFDD0',
        // Separators, controls and surrogates have no members beyond U+FFFF.
        UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => '\uFDD0',
        UnicodeCategory.Control or UnicodeCategory.Surrogate => '\uFDD0',
    };

    /// <summary>Whether a range of characters holds one that stands in for others.</summary>
    public static bool HasStandIn(int first, int last) =>
        Enum.GetValues<UnicodeCategory>().Any(category => StandIn(category) >= first && StandIn(category) <= last);
}
