namespace GenGateway.Engine.Templating.Values;

/// <summary>The variable <c>loop</c> of one running loop.</summary>
internal sealed class LoopValue(IReadOnlyList<object?> items)
{
    private IReadOnlyList<object?>? _lastSeen;

    public int Index0 { get; set; }

    public object? Attribute(string name) => name switch
    {
        "index" => (long)Index0 + 1,
        "index0" => (long)Index0,
        "revindex" => (long)items.Count - Index0,
        "revindex0" => (long)items.Count - Index0 - 1,
        "first" => Index0 == 0,
        "last" => Index0 == items.Count - 1,
        "length" => (long)items.Count,
        "previtem" => Index0 > 0 ? items[Index0 - 1] : new Undefined("loop.previtem of the first round"),
        "nextitem" => Index0 + 1 < items.Count ? items[Index0 + 1] : new Undefined("loop.nextitem of the last round"),

        // Only recursive loops, which are not supported, go deeper.
        "depth" => 1L,
        "depth0" => 0L,
        "cycle" or "changed" => new MethodValue(this, name),
        _ => new Undefined($"loop.{name}"),
    };

    public object? Cycle(IReadOnlyList<object?> values) =>
        values.Count == 0 ? throw new TemplateException("loop.cycle needs a value") : values[Index0 % values.Count];

    public bool Changed(IReadOnlyList<object?> values)
    {
        var changed = _lastSeen is null || !Comparison.AreEqual(new TupleValue(_lastSeen), new TupleValue(values));
        _lastSeen = values;
        return changed;
    }
}
