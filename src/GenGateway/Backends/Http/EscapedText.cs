using System.Globalization;
using System.Text;

namespace GenGateway.Backends.Http;

/// <summary>Looks for a text in words that may have it escaped. Errs on the side of finding it: what is searched is not parsed, only undone.</summary>
internal static class EscapedText
{
    // JSON in a string of JSON is common in errors that were passed on; deeper than this nobody means it.
    private const int MostLayers = 6;

    /// <summary>Whether the words contain the text, as it is or under some layers of JSON's escapes or of an address's.</summary>
    public static bool Contains(string words, string text)
    {
        for (var layer = 0; layer < MostLayers; layer++)
        {
            if (words.Contains(text, StringComparison.Ordinal) || (words.Contains('%') && Uri.UnescapeDataString(words).Contains(text, StringComparison.Ordinal)))
                return true;
            if (!words.Contains('\\'))
                return false;
            words = Undone(words);
        }

        // Nobody can tell what is below.
        return words.Contains('\\');
    }

    // One layer of JSON's escapes, wherever they stand.
    private static string Undone(string words)
    {
        var undone = new StringBuilder(words.Length);
        for (var at = 0; at < words.Length; at++)
        {
            if (words[at] != '\\' || at + 1 == words.Length)
            {
                undone.Append(words[at]);
                continue;
            }

            var next = words[++at];
            if (next == 'u' && at + 4 < words.Length && ushort.TryParse(words.AsSpan(at + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                undone.Append((char)code);
                at += 4;
            }
            else
            {
                undone.Append(next switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', _ => next });
            }
        }

        return undone.ToString();
    }
}
