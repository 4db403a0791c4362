namespace GenGateway.Engine.Templating.Values;

/// <summary>What <c>range()</c> gives.</summary>
internal sealed class RangeValue(long start, long stop, long step, IReadOnlyList<object?> items) : ISequenceValue
{
    public IReadOnlyList<object?> Items { get; } = items;

    public string Text => step == 1 ? $"range({start}, {stop})" : $"range({start}, {stop}, {step})";
}
