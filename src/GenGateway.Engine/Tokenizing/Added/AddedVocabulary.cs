using System.Text;
using GenGateway.Engine.Tokenizing.Models;

namespace GenGateway.Engine.Tokenizing.Added;

/// <summary>The added tokens of a file, their ids, and where a text holds them. Immutable.</summary>
internal sealed class AddedVocabulary
{
    private readonly Dictionary<string, int> _ids = [];
    private readonly Dictionary<int, AddedToken> _tokens = [];
    private readonly HashSet<string> _special = [];
    private readonly TokenTrie? _verbatim;
    private readonly TokenTrie? _normalized;

    /// <param name="tokens">In the order of the file, which decides the ids of tokens that the vocabulary lacks.</param>
    /// <param name="vocabulary">The model's vocabulary: a token that it has keeps its id.</param>
    public AddedVocabulary(IReadOnlyList<AddedToken> tokens, Vocabulary vocabulary)
    {
        var next = vocabulary.Count;
        foreach (var token in tokens)
        {
            if (token.Special)
                _special.Add(token.Content);
            if (!_ids.TryGetValue(token.Content, out var id) && !vocabulary.TryGetId(token.Content, out id))
                id = next;
            // The next free id counts from the size of the vocabulary, or from any added token past it.
            next = Math.Max(next, id >= vocabulary.Count ? id + 1 : next);
            _ids[token.Content] = id;
            _tokens[id] = token;
        }
        _verbatim = Trie(tokens, normalized: false);
        _normalized = Trie(tokens, normalized: true);
    }

    /// <summary>UTF-8 bytes of text that one of these tokens can stand for.</summary>
    public int MostBytesPerToken => _tokens.Values
        .Select(token => token.StripLeft || token.StripRight ? int.MaxValue : Encoding.UTF8.GetByteCount(token.Content))
        .DefaultIfEmpty(0)
        .Max();

    /// <summary>How many different tokens there are together with a vocabulary's.</summary>
    public int CountWith(Vocabulary vocabulary) =>
        vocabulary.Count + _ids.Keys.Count(token => !vocabulary.TryGetId(token, out _));

    public bool TryGetId(string token, out int id) => _ids.TryGetValue(token, out id);

    public string? TokenOf(int id) => _tokens.GetValueOrDefault(id)?.Content;

    public bool IsSpecial(string token) => _special.Contains(token);

    /// <summary>Cuts a text into added tokens and the stretches between them, none of those empty.</summary>
    public List<TextSection> Cut(string text)
    {
        List<TextSection> sections = text.Length == 0 ? [] : [new TextSection(0, text.Length, null)];
        // Two passes as the format has it: the text between verbatim tokens is normalized before the second looks at it, and a
        // token at the edge of such a stretch does not see what stands beyond.
        sections = Cut(text, sections, _verbatim);
        return Cut(text, sections, _normalized);
    }

    private List<TextSection> Cut(string text, List<TextSection> sections, TokenTrie? trie)
    {
        if (trie is null)
            return sections;
        var cut = new List<TextSection>();
        foreach (var section in sections)
        {
            if (section.TokenId is null)
                CutSection(text.AsSpan(section.Start, section.Length), section.Start, trie, cut);
            else
                cut.Add(section);
        }
        return cut;
    }

    private void CutSection(ReadOnlySpan<char> text, int offset, TokenTrie trie, List<TextSection> cut)
    {
        var done = 0;
        var from = 0;
        while (trie.Find(text, from) is (var found, { } token))
        {
            var (start, end) = (found, found + token.Content.Length);
            from = end;
            // The flags are those of the last listing of this content.
            var id = _ids[token.Content];
            token = _tokens[id];
            if (token.SingleWord && (WordCharacter.StandsAtEnd(text[..start]) || WordCharacter.StandsAtStart(text[end..])))
                continue;
            if (token.StripLeft)
                start = Math.Max(text[..start].TrimEnd().Length, done);
            if (token.StripRight)
                end = text.Length - text[end..].TrimStart().Length;
            if (done < start)
                cut.Add(new TextSection(offset + done, start - done, null));
            cut.Add(new TextSection(offset + start, Math.Max(0, end - start), id));
            done = end;
        }
        if (done < text.Length)
            cut.Add(new TextSection(offset + done, text.Length - done, null));
    }

    private static TokenTrie? Trie(IEnumerable<AddedToken> tokens, bool normalized)
    {
        AddedToken[] chosen = [.. tokens.Where(token => token.Normalized == normalized)];
        return chosen.Length == 0 ? null : new TokenTrie(chosen);
    }
}
