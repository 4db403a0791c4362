using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace GenGateway.Configuration;

/// <summary>All configured API keys, matched in a time that does not tell which key, or how much of it, was right.</summary>
/// <remarks>Immutable and thread safe.</remarks>
public sealed class ApiKeySet : IEquatable<ApiKeySet>
{
    private const int LongestOnStack = 256;

    private readonly ApiKey[] _keys;
    private readonly FrozenDictionary<long, ApiKey[]> _slots;

    /// <summary>A set of these keys, in the order in which they were written.</summary>
    public ApiKeySet(IEnumerable<ApiKey> keys)
    {
        _keys = [.. keys];
        _slots = _keys.GroupBy(static key => key.Slot).ToFrozenDictionary(static slot => slot.Key, static slot => slot.ToArray());
    }

    /// <summary>How many keys there are.</summary>
    public int Count => _keys.Length;

    /// <summary>Whether no key is configured.</summary>
    public bool IsEmpty => _keys.Length == 0;

    /// <summary>The key whose text is <paramref name="presented"/>, or null. Allocates nothing for keys of ordinary length.</summary>
    public ApiKey? Find(ReadOnlySpan<char> presented)
    {
        Span<byte> utf8 = presented.Length <= LongestOnStack ? stackalloc byte[LongestOnStack * 3] : new byte[Encoding.UTF8.GetMaxByteCount(presented.Length)];
        return Find(utf8[..Encoding.UTF8.GetBytes(presented, utf8)]);
    }

    /// <summary>The key whose UTF-8 text is <paramref name="presented"/>, or null.</summary>
    public ApiKey? Find(ReadOnlySpan<byte> presented)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(presented, hash);
        // Found by the beginning of its hash, so that ten thousand keys are no slower than one. Time could tell of the hash at most, which nobody can steer.
        if (!_slots.TryGetValue(BitConverter.ToInt64(hash), out var slot)) return null;
        ApiKey? found = null;
        foreach (var key in slot)
        {
            if (key.HasHash(hash)) found = key;
        }

        return found;
    }

    /// <summary>Whether <paramref name="presented"/> is the text of one of the keys.</summary>
    public bool Matches(string presented) => Find(presented) is not null;

    /// <summary>The keys that everyone has.</summary>
    public IEnumerable<ApiKey> Samples => _keys.Where(key => key.IsSample);

    /// <summary>Every key, in the order in which they were written.</summary>
    public IReadOnlyList<ApiKey> All => _keys;

    /// <summary>Whether both hold the same keys with the same rights.</summary>
    public bool Equals(ApiKeySet? other) => other is not null && _keys.SequenceEqual(other._keys);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ApiKeySet);

    /// <inheritdoc/>
    public override int GetHashCode() => _keys.Aggregate(Count, HashCode.Combine);

    /// <inheritdoc/>
    public override string ToString() => $"{_keys.Length} keys";
}
