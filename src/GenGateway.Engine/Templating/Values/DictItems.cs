namespace GenGateway.Engine.Templating.Values;

/// <summary>What <c>keys()</c>, <c>values()</c> and <c>items()</c> of a dictionary give: iterable, and no list.</summary>
internal sealed class DictItems(string kind, IReadOnlyList<object?> items)
{
    public string Kind { get; } = kind;

    public IReadOnlyList<object?> Items { get; } = items;
}
