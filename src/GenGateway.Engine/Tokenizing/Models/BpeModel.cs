using System.Text;

namespace GenGateway.Engine.Tokenizing.Models;

/// <summary>Byte pair encoding (Sennrich, Haddow and Birch, 2016): a word is cut into characters, then known pairs merge by rank. Immutable.</summary>
/// <remarks>
/// Symbols are a linked list and candidate merges a heap, so a word of n characters costs n log n, however it merges. There is no
/// cache of words: tokenizers are shared by many threads, and a lock or a concurrent map costs about what a short word does.
/// </remarks>
internal sealed class BpeModel
{
    private const int TableSize = 512;

    private readonly MergeTable _merges;
    private readonly bool _wholeWordsFirst;
    private readonly int _unknownId;
    private readonly bool _fuseUnknown;
    private readonly int[] _characterIds = new int[TableSize];

    /// <param name="vocabulary">Tokens and ids.</param>
    /// <param name="merges">Merges over ids of the vocabulary.</param>
    /// <param name="wholeWordsFirst">A word that is a token stays one, whatever the merges say (<c>ignore_merges</c>).</param>
    /// <param name="unknownId">Takes the place of a character without a token; -1: such a character is left out.</param>
    /// <param name="fuseUnknown">Neighbouring unknown characters become one unknown token.</param>
    public BpeModel(Vocabulary vocabulary, MergeTable merges, bool wholeWordsFirst, int unknownId, bool fuseUnknown)
    {
        Vocabulary = vocabulary;
        _merges = merges;
        _wholeWordsFirst = wholeWordsFirst;
        _unknownId = unknownId;
        _fuseUnknown = fuseUnknown;
        for (var i = 0; i < TableSize; i++)
            _characterIds[i] = vocabulary.TryGetId([(char)i], out var id) ? id : -1;
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>Adds the ids of one word, which holds no lone surrogates.</summary>
    public void Encode(ReadOnlySpan<char> word, BpeWorkspace work, List<int> output)
    {
        if (word.IsEmpty)
            return;
        if (_wholeWordsFirst && Vocabulary.TryGetId(word, out var whole))
        {
            output.Add(whole);
            return;
        }
        work.Reserve(word.Length);
        var count = Cut(word, work.Ids);
        Merge(count, work);
        for (var i = 0; i < count; i = work.Next[i])
            output.Add(work.Ids[i]);
    }

    private int Cut(ReadOnlySpan<char> word, int[] ids)
    {
        var count = 0;
        var afterUnknown = false;
        for (var i = 0; i < word.Length;)
        {
            var length = 1;
            int id;
            if (word[i] < TableSize)
            {
                id = _characterIds[word[i]];
            }
            else
            {
                Rune.DecodeFromUtf16(word[i..], out _, out length);
                if (!Vocabulary.TryGetId(word.Slice(i, length), out id))
                    id = -1;
            }
            i += length;
            var unknown = id < 0;
            if (unknown && (_unknownId < 0 || (_fuseUnknown && afterUnknown)))
                continue;
            ids[count++] = unknown ? _unknownId : id;
            afterUnknown = unknown;
        }
        return count;
    }

    private void Merge(int count, BpeWorkspace work)
    {
        var (ids, next, previous, merged, rank, queue) = (work.Ids, work.Next, work.Previous, work.Merged, work.Rank, work.Queue);
        for (var i = 0; i < count; i++)
        {
            next[i] = i + 1;
            previous[i] = i - 1;
        }
        for (var i = 0; i < count; i++)
            Propose(i, count, work);
        while (queue.TryDequeue(out var left, out var priority))
        {
            // Queued merges are not taken back when a symbol changes: its rank says whether this one still holds.
            if (rank[left] != (int)(priority >> 32))
                continue;
            var right = next[left];
            ids[left] = merged[left];
            rank[right] = -1;
            next[left] = next[right];
            if (next[left] < count)
                previous[next[left]] = left;
            Propose(left, count, work);
            if (previous[left] >= 0)
                Propose(previous[left], count, work);
        }
    }

    private void Propose(int left, int count, BpeWorkspace work)
    {
        var right = work.Next[left];
        if (right < count && _merges.TryGet(work.Ids[left], work.Ids[right], out work.Rank[left], out work.Merged[left]))
            work.Queue.Enqueue(left, ((long)work.Rank[left] << 32) | (uint)left);
        else
            work.Rank[left] = -1;
    }
}
