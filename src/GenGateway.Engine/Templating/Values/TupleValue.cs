namespace GenGateway.Engine.Templating.Values;

/// <summary>A tuple: prints and compares apart from a list.</summary>
internal sealed class TupleValue(IReadOnlyList<object?> items) : ISequenceValue
{
    public IReadOnlyList<object?> Items { get; } = items;
}
