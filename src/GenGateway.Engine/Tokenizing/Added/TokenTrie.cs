using System.Buffers;

namespace GenGateway.Engine.Tokenizing.Added;

/// <summary>Finds tokens in a text: the leftmost first, and of those that begin at one place the longest. Immutable after loading.</summary>
internal sealed class TokenTrie
{
    // Children by parent node and character; node 0 is the root.
    private readonly Dictionary<long, int> _children = [];
    private readonly List<AddedToken?> _ends = [null];
    private readonly SearchValues<char> _firstCharacters;

    public TokenTrie(IReadOnlyCollection<AddedToken> tokens)
    {
        foreach (var token in tokens)
        {
            var node = 0;
            foreach (var character in token.Content)
            {
                var key = Key(node, character);
                if (!_children.TryGetValue(key, out var child))
                {
                    child = _ends.Count;
                    _ends.Add(null);
                    _children.Add(key, child);
                }
                node = child;
            }
            _ends[node] = token;
        }
        _firstCharacters = SearchValues.Create([.. tokens.Select(token => token.Content[0]).Distinct()]);
    }

    /// <summary>The first match that begins at <paramref name="from"/> or later; -1 and null where there is none.</summary>
    public (int Start, AddedToken? Token) Find(ReadOnlySpan<char> text, int from)
    {
        while (true)
        {
            var offset = text[from..].IndexOfAny(_firstCharacters);
            if (offset < 0)
                return (-1, null);
            from += offset;
            if (LongestAt(text[from..]) is { } token)
                return (from, token);
            from++;
        }
    }

    private AddedToken? LongestAt(ReadOnlySpan<char> text)
    {
        AddedToken? longest = null;
        var node = 0;
        foreach (var character in text)
        {
            if (!_children.TryGetValue(Key(node, character), out node))
                break;
            longest = _ends[node] ?? longest;
        }
        return longest;
    }

    private static long Key(int node, char character) => ((long)node << 16) | character;
}
