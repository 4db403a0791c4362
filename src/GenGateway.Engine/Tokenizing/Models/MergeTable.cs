using System.Numerics;

namespace GenGateway.Engine.Tokenizing.Models;

/// <summary>Which two ids merge into which, and how early. Immutable after loading.</summary>
/// <remarks>
/// Open addressing with a multiplied key: the hash of a plain dictionary over packed pairs is the exclusive or of the two ids, which
/// collides often for small ids, and this lookup is where encoding spends its time.
/// </remarks>
internal sealed class MergeTable
{
    private const ulong Empty = ulong.MaxValue;

    private readonly Slot[] _slots;
    private readonly int _shift;

    /// <param name="capacity">How many merges will be added at most.</param>
    public MergeTable(int capacity)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, capacity * 2L));
        _shift = 64 - BitOperations.Log2((uint)size);
        _slots = new Slot[size];
        Array.Fill(_slots, new Slot(Empty, 0, 0));
    }

    /// <summary>Adds a merge; one that is there already takes the later rank. Ids are not negative.</summary>
    public void Add(int left, int right, int rank, int merged)
    {
        var key = Key(left, right);
        var index = Start(key);
        while (_slots[index].Pair != Empty && _slots[index].Pair != key)
            index = (index + 1) & (_slots.Length - 1);
        _slots[index] = new Slot(key, rank, merged);
    }

    public bool TryGet(int left, int right, out int rank, out int merged)
    {
        var key = Key(left, right);
        for (var index = Start(key); ; index = (index + 1) & (_slots.Length - 1))
        {
            ref readonly var slot = ref _slots[index];
            if (slot.Pair == key)
            {
                (rank, merged) = (slot.Rank, slot.Merged);
                return true;
            }
            if (slot.Pair == Empty)
            {
                (rank, merged) = (int.MaxValue, -1);
                return false;
            }
        }
    }

    private static ulong Key(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    // 2^64 divided by the golden ratio: multiplicative hashing, the high bits are the mixed ones.
    private int Start(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> _shift);

    private readonly record struct Slot(ulong Pair, int Rank, int Merged);
}
