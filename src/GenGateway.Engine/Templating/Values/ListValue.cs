namespace GenGateway.Engine.Templating.Values;

/// <summary>A list; never changed once made.</summary>
internal sealed class ListValue(IReadOnlyList<object?> items) : ISequenceValue
{
    public IReadOnlyList<object?> Items { get; } = items;
}
