namespace GenGateway.Routing.Balancing;

/// <summary>Numbers that stand for texts, the same in every process. Not for secrets: whoever wants can find two texts of one number.</summary>
/// <remarks>FNV-1a over UTF-16, mixed as SplitMix64 does.</remarks>
internal static class Fingerprint
{
    private const ulong Start = 14_695_981_039_346_656_037;
    private const ulong Prime = 1_099_511_628_211;

    /// <summary>Of a text that follows whatever <paramref name="before"/> stands for.</summary>
    public static ulong Of(ReadOnlySpan<char> text, ulong before = Start)
    {
        var hash = before;
        foreach (var character in text)
            hash = (hash ^ character) * Prime;
        // Where one text ends and the next begins must make a difference.
        return Mix(hash ^ (ulong)text.Length);
    }

    /// <summary>Spreads a number over all 64 bits.</summary>
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
