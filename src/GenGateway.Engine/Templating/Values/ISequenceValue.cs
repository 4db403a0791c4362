namespace GenGateway.Engine.Templating.Values;

/// <summary>A list, tuple or range: entries with numbers.</summary>
internal interface ISequenceValue
{
    IReadOnlyList<object?> Items { get; }
}
