using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Engine.Templating.Values;

/// <summary>A dictionary in the order of insertion; keys are any values that can be hashed. Not changed once a template can see it.</summary>
internal sealed class DictValue
{
    private readonly OrderedDictionary<Key, object?> _entries = [];

    public int Count => _entries.Count;

    public IEnumerable<(object? Key, object? Value)> Entries => _entries.Select(entry => (entry.Key.Value, entry.Value));

    public IEnumerable<object?> Keys => _entries.Keys.Select(key => key.Value);

    public void Set(object? key, object? value) => _entries[new Key(Hashable(key))] = value;

    public bool TryGet(object? key, [MaybeNullWhen(false)] out object? value) => _entries.TryGetValue(new Key(Hashable(key)), out value);

    private static object? Hashable(object? key) =>
        key is ListValue or DictValue ? throw new TemplateException($"a {Kinds.NameOf(key)} cannot be a key") : key;

    /// <summary>Equal where the template's <c>==</c> says so: 1, 1.0 and true are one key.</summary>
    private readonly struct Key(object? value) : IEquatable<Key>
    {
        public object? Value { get; } = value;

        public bool Equals(Key other) => Comparison.AreEqual(Value, other.Value);

        public override bool Equals(object? other) => other is Key key && Equals(key);

        public override int GetHashCode() => Value switch
        {
            null => 1,
            string text => text.GetHashCode(StringComparison.Ordinal),
            TupleValue tuple => tuple.Items.Count,
            _ when Numbers.IsNumber(Value) => Numbers.ToDouble(Value).GetHashCode(),
            _ => 0,
        };
    }
}
