namespace GenGateway.Backends.Anthropic;

/// <summary>The ids of one conversation's calls as Anthropic takes them: letters, digits, <c>_</c> and <c>-</c>. Others, which some vendors give, get a name of their own. One owner.</summary>
internal sealed class CallIds
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The id that stands for a client's; the same for the same.</summary>
    public string Of(string id)
    {
        if (_names.TryGetValue(id, out var known))
            return known;
        var name = id.Length == 0 ? "call" : string.Create(id.Length, id, static (span, source) =>
        {
            for (var i = 0; i < span.Length; i++)
                span[i] = char.IsAsciiLetterOrDigit(source[i]) || source[i] is '_' or '-' ? source[i] : '_';
        });
        var unique = name;
        for (var next = 2; !_taken.Add(unique); next++)
            unique = FormattableString.Invariant($"{name}_{next}");
        _names.Add(id, unique);
        return unique;
    }
}
