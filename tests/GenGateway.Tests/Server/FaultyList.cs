using System.Collections;

namespace GenGateway.Tests.Server;

/// <summary>A list that cannot be looked through.</summary>
internal sealed class FaultyList<T> : IReadOnlyList<T>
{
    public int Count => throw new InvalidOperationException("No count.");

    public T this[int index] => throw new InvalidOperationException("No item.");

    public IEnumerator<T> GetEnumerator() => throw new InvalidOperationException("No items.");

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
