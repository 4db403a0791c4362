namespace GenGateway.Engine.Tokenizing.Models;

/// <summary>The arrays one call of encoding merges in, kept from word to word. For one owner.</summary>
internal sealed class BpeWorkspace
{
    /// <summary>Ids of the symbols; a merge leaves its result in the left one.</summary>
    public int[] Ids { get; private set; } = new int[64];

    /// <summary>Index of the symbol after, or the count of symbols at the end.</summary>
    public int[] Next { get; private set; } = new int[64];

    /// <summary>Index of the symbol before, or -1.</summary>
    public int[] Previous { get; private set; } = new int[64];

    /// <summary>Rank of the merge of a symbol with the one after it, as last queued; -1 where there is none.</summary>
    public int[] Rank { get; private set; } = new int[64];

    /// <summary>What that merge gives.</summary>
    public int[] Merged { get; private set; } = new int[64];

    /// <summary>Merges to do, lowest rank first, then leftmost: the rank above 32 bits of index.</summary>
    public PriorityQueue<int, long> Queue { get; } = new(64);

    /// <summary>Makes room for <paramref name="count"/> symbols; what was in the arrays is lost.</summary>
    public void Reserve(int count)
    {
        if (count <= Ids.Length)
            return;
        var size = Math.Max(count, Ids.Length * 2);
        Ids = new int[size];
        Next = new int[size];
        Previous = new int[size];
        Rank = new int[size];
        Merged = new int[size];
    }
}
