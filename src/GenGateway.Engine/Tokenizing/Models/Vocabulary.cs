namespace GenGateway.Engine.Tokenizing.Models;

/// <summary>Tokens and their ids; ids may have holes, and two tokens may share one. Immutable.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _idsBySpan;
    private readonly Dictionary<int, string> _tokens;

    /// <param name="ids">Ids by token, compared ordinally; owned from now on.</param>
    public Vocabulary(Dictionary<string, int> ids)
    {
        _ids = ids;
        _idsBySpan = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        _tokens = new Dictionary<int, string>(ids.Count);
        foreach (var (token, id) in ids)
            _tokens[id] = token;
    }

    public int Count => _ids.Count;

    /// <summary>Characters of the longest token; in a byte-level vocabulary each stands for one byte.</summary>
    public int LongestToken => _ids.Keys.Select(token => token.Length).DefaultIfEmpty(0).Max();

    public bool TryGetId(ReadOnlySpan<char> token, out int id) => _idsBySpan.TryGetValue(token, out id);

    public string? TokenOf(int id) => _tokens.GetValueOrDefault(id);
}
