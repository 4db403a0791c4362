namespace GenGateway.Configuration;

/// <summary>A list that equals another with equal items, so that records of configuration compare by what they say.</summary>
/// <remarks>Immutable and thread safe. A reload compares with it what changed.</remarks>
internal static class ValueList
{
    public static IReadOnlyList<T> Of<T>(IEnumerable<T> items) => items as Comparing<T> ?? new Comparing<T>([.. items]);

    private sealed class Comparing<T>(T[] items) : IReadOnlyList<T>
    {
        public int Count => items.Length;

        public T this[int index] => items[index];

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)items).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        public override bool Equals(object? obj) => obj is Comparing<T> other && this.SequenceEqual(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            foreach (var item in items) hash.Add(item);
            return hash.ToHashCode();
        }

        public override string ToString() => $"[{string.Join(", ", items)}]";
    }
}
