namespace GenGateway.Engine.Templating.Values;

/// <summary>Texts as Python sees them: made of code points, not of UTF-16 units.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = text.Length;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) count--;
        }

        return count;
    }

    /// <summary>Whether every UTF-16 unit is a code point, so that positions are the same.</summary>
    public static bool AreUnits(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff') < 0;

    /// <summary>Every code point as a text of its own.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        var points = new List<string>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var length = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1;
            points.Add(text.Substring(i, length));
            i += length - 1;
        }

        return points;
    }

    /// <summary>Order by code points: units beyond U+FFFF come after all others, which UTF-16 order gets wrong.</summary>
    public static int Compare(string a, string b)
    {
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            if (a[i] == b[i]) continue;
            var (x, y) = (char.IsSurrogate(a[i]), char.IsSurrogate(b[i]));
            return x == y ? a[i].CompareTo(b[i]) : x ? 1 : -1;
        }

        return a.Length.CompareTo(b.Length);
    }

    /// <summary>Python's <c>str.isspace</c>, which holds four separators more than .NET's.</summary>
    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is >= '\u001c' and <= '\u001f';

    public static string TrimStart(string text, string? characters = null)
    {
        var start = 0;
        while (start < text.Length && IsIn(text[start], characters)) start++;
        return text[start..];
    }

    public static string TrimEnd(string text, string? characters = null)
    {
        var end = text.Length;
        while (end > 0 && IsIn(text[end - 1], characters)) end--;
        return text[..end];
    }

    public static string Trim(string text, string? characters = null) => TrimEnd(TrimStart(text, characters), characters);

    private static bool IsIn(char c, string? characters)
    {
        if (characters is null) return IsSpace(c);
        if (!characters.Contains(c, StringComparison.Ordinal)) return false;

        // Half of a character: it could be cut from another one.
        return char.IsSurrogate(c) ? throw new TemplateException("characters beyond U+FFFF cannot be trimmed") : true;
    }
}
