namespace GenGateway.Engine.Templating.Values;

/// <summary>Walks through values as <c>for</c>, <c>list</c> and <c>join</c> do.</summary>
internal static class Iteration
{
    public static IReadOnlyList<object?> Of(object? value) => TryOf(value) ?? throw new TemplateException($"a {Kinds.NameOf(value)} cannot be walked through");

    /// <summary>The entries, or null where the value has none.</summary>
    public static IReadOnlyList<object?>? TryOf(object? value) => value switch
    {
        ISequenceValue sequence => sequence.Items,
        string text => CodePoints.Split(text),
        DictValue dictionary => [.. dictionary.Keys],
        DictItems items => items.Items,
        Undefined => [],
        _ => null,
    };

    public static long LengthOf(object? value) => value switch
    {
        string text => CodePoints.Count(text),
        ISequenceValue sequence => sequence.Items.Count,
        DictValue dictionary => dictionary.Count,
        DictItems items => items.Items.Count,
        Undefined => 0,
        _ => throw new TemplateException($"a {Kinds.NameOf(value)} has no length"),
    };
}
