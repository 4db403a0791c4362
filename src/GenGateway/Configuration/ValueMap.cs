using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Configuration;

/// <summary>A dictionary that equals another with equal entries, in whatever order; names are compared exactly.</summary>
/// <remarks>Immutable and thread safe.</remarks>
internal static class ValueMap
{
    public static IReadOnlyDictionary<string, T> Of<T>(IEnumerable<KeyValuePair<string, T>> entries) => entries as Comparing<T> ?? new Comparing<T>(entries);

    private sealed class Comparing<T>(IEnumerable<KeyValuePair<string, T>> entries) : IReadOnlyDictionary<string, T>
    {
        private readonly Dictionary<string, T> _entries = new(entries, StringComparer.Ordinal);

        public int Count => _entries.Count;

        public IEnumerable<string> Keys => _entries.Keys;

        public IEnumerable<T> Values => _entries.Values;

        public T this[string key] => _entries[key];

        public bool ContainsKey(string key) => _entries.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => _entries.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => _entries.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public override bool Equals(object? obj) =>
            obj is Comparing<T> other && Count == other.Count
            && _entries.All(entry => other._entries.TryGetValue(entry.Key, out var value) && EqualityComparer<T>.Default.Equals(entry.Value, value));

        // The order must not matter, so the hashes are added up.
        public override int GetHashCode() => _entries.Aggregate(Count, (hash, entry) => unchecked(hash + HashCode.Combine(entry.Key, entry.Value)));

        public override string ToString() => $"{{{string.Join(", ", _entries.Select(entry => $"{entry.Key}: {entry.Value}"))}}}";
    }
}
