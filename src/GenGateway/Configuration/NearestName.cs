namespace GenGateway.Configuration;

/// <summary>Finds the name that was probably meant.</summary>
internal static class NearestName
{
    /// <summary>The candidate with the fewest edits, or null where none is near.</summary>
    public static string? Find(string written, IEnumerable<string> candidates)
    {
        if (written.Length > 64) return null;

        string? nearest = null;
        var fewest = int.MaxValue;
        var most = Math.Clamp(written.Length / 3, 1, 3);
        var plain = Plain(written);
        foreach (var candidate in candidates.Order(StringComparer.Ordinal))
        {
            var edits = Edits(plain, Plain(candidate));
            if (edits > most || edits >= fewest) continue;
            fewest = edits;
            nearest = candidate;
        }

        return nearest;
    }

    // apiKeys, api-keys and APIKEYS all mean api_keys.
    private static string Plain(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    // Levenshtein's distance, with two neighbours changing places as one edit.
    private static int Edits(string a, string b)
    {
        var table = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) table[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) table[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var changed = table[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                var edits = Math.Min(changed, Math.Min(table[i - 1, j], table[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) edits = Math.Min(edits, table[i - 2, j - 2] + 1);
                table[i, j] = edits;
            }
        }

        return table[a.Length, b.Length];
    }
}
