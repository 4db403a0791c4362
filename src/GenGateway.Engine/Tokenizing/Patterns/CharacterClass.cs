using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace GenGateway.Engine.Tokenizing.Patterns;

/// <summary>Translates what matches one character: literals, classes in brackets, <c>\s \d \p{..}</c> and their opposites.</summary>
internal static class CharacterClass
{
    private static readonly FrozenSet<string> Categories = FrozenSet.Create(
        "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
        "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cn");

    /// <summary>One character. Without case, its other cases match as well: in Unicode, <c>s</c> has ſ and <c>k</c> the Kelvin sign.</summary>
    public static string Literal(char character, bool ignoreCase, PatternSource source)
    {
        var items = new StringBuilder();
        AddRange(items, character, character, ignoreCase, source);
        return ignoreCase ? $"[{items}]" : items.ToString();
    }

    /// <summary>The escape after a backslash, or null where it names no set of characters. Its form is fit for use in brackets too.</summary>
    public static string? TakeSet(PatternSource source, bool ignoreCase)
    {
        var kind = source.Next;
        if (kind is 's' or 'S' or 'd' or 'D')
        {
            source.Take();
            return $"\\{kind}";
        }
        if (kind is not ('p' or 'P'))
            return null;
        source.Take();
        if (!source.TryTake("{"))
            throw source.Fail("has \\p without a name in braces");
        var opposite = source.TryTake("^") != (kind == 'P');
        var name = new StringBuilder();
        while (source.Next != '}')
            name.Append(source.Take());
        source.Take();
        var category = name.ToString();
        if (!Categories.Contains(category))
            throw source.Fail($"uses the property '{category}'; supported are the general categories by their short names");
        if (ignoreCase && category is "Lu" or "Ll" or "Lt")
            throw source.Fail($"uses \\p{{{category}}} without regard to case, which is not supported");
        return $"\\{(opposite ? 'P' : 'p')}{{{category}}}";
    }

    /// <summary>A class whose opening bracket is taken.</summary>
    public static string TakeBrackets(PatternSource source, bool ignoreCase)
    {
        var items = new StringBuilder(source.TryTake("^") ? "[^" : "[");
        var empty = items.Length;
        TakeItems(items, source, ignoreCase);
        return items.Length > empty ? items.Append(']').ToString() : throw source.Fail("has an empty class");
    }

    private static void TakeItems(StringBuilder items, PatternSource source, bool ignoreCase)
    {
        while (true)
        {
            if (source.TryTake("]"))
                return;
            if (source.TryTake("[:") || source.TryTake("&&") || source.TryTake("[^"))
                throw source.Fail("uses a named class, an intersection or an opposite within brackets, which is not supported");
            if (source.TryTake("["))
            {
                // A class within a class adds its members.
                TakeItems(items, source, ignoreCase);
                continue;
            }
            if (TakeMember(items, source, ignoreCase) is { } first)
                AddRange(items, first, TakeRangeEnd(source) ?? first, ignoreCase, source);
        }
    }

    // A character, which may begin a range; null where a set such as \s was added.
    private static char? TakeMember(StringBuilder? items, PatternSource source, bool ignoreCase)
    {
        if (!source.TryTake("\\"))
            return source.Take();
        if (items is not null && TakeSet(source, ignoreCase) is { } set)
        {
            items.Append(set);
            return null;
        }
        return source.TakeEscapedCharacter() ?? throw source.Fail($"uses \\{source.Next} within brackets, which is not supported");
    }

    private static char? TakeRangeEnd(PatternSource source)
    {
        var start = source.Position;
        if (!source.TryTake("-"))
            return null;
        // A hyphen before the closing bracket, or before another class, is one itself.
        if (source.Next is ']' or '[')
        {
            source.Return(start);
            return null;
        }
        return TakeMember(null, source, ignoreCase: false);
    }

    private static void AddRange(StringBuilder items, char first, char last, bool ignoreCase, PatternSource source)
    {
        if (last < first)
            throw source.Fail("has a range that ends before it begins");
        if (CodePointShadow.HasStandIn(first, last))
            throw source.Fail($"has a range too wide to support, U+{(int)first:X4} to U+{(int)last:X4}");
        if (ignoreCase && last > 0x7F)
            throw source.Fail("names characters beyond ASCII without regard to case, which is not supported");
        items.Append(Escape(first));
        if (last > first)
            items.Append('-').Append(Escape(last));
        if (!ignoreCase)
            return;
        for (var character = first; character <= last; character++)
        {
            if (!char.IsAsciiLetter(character))
                continue;
            items.Append((char)(character ^ 0x20));
            items.Append((char)(character | 0x20) switch { 's' => "\\u017F", 'k' => "\\u212A", _ => "" });
        }
    }

    private static string Escape(char character) => char.IsAsciiLetterOrDigit(character)
        ? character.ToString()
        : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
}
