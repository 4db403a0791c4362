namespace GenGateway.Journey;

/// <summary>Names as operators list them: exact, or all with a beginning, written with a trailing <c>*</c>.</summary>
public static class NamePattern
{
    /// <summary>Whether a pattern stands for more than one name.</summary>
    public static bool IsOpen(string pattern) => pattern.EndsWith('*');

    /// <summary>Whether a name is meant.</summary>
    public static bool Matches(string pattern, string name) => IsOpen(pattern)
        ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
        : name == pattern;
}
