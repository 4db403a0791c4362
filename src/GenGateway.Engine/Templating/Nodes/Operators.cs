using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>The operators of two values.</summary>
internal static class Operators
{
    public static object? Apply(string operation, object? left, object? right, RenderState state)
    {
        if (left is Undefined x) throw x.Failure();
        if (right is Undefined y) throw y.Failure();
        if (Numbers.IsNumber(left) && Numbers.IsNumber(right))
        {
            return operation switch
            {
                "+" => Numbers.Add(left!, right!),
                "-" => Numbers.Subtract(left!, right!),
                "*" => Numbers.Multiply(left!, right!),
                "/" => Numbers.Divide(left!, right!),
                "//" => Numbers.FloorDivide(left!, right!),
                "%" => Numbers.Modulo(left!, right!),
                _ => Numbers.Power(left!, right!),
            };
        }

        return (operation, left, right) switch
        {
            ("+", string a, string b) => Join(a, b, state),
            ("+", ListValue a, ListValue b) => new ListValue(Join(a.Items, b.Items, state)),
            ("+", TupleValue a, TupleValue b) => new TupleValue(Join(a.Items, b.Items, state)),
            ("*", _, _) when Numbers.ToIndex(right) is { } times => Repeat(left, times, state),
            ("*", _, _) when Numbers.ToIndex(left) is { } times => Repeat(right, times, state),
            ("%", string format, _) => TextFormat.Of(format, right, state),
            _ => throw new TemplateException($"{operation} cannot join a {Kinds.NameOf(left)} and a {Kinds.NameOf(right)}"),
        };
    }

    private static string Join(string a, string b, RenderState state)
    {
        state.Make((long)a.Length + b.Length);
        return a + b;
    }

    private static object?[] Join(IReadOnlyList<object?> a, IReadOnlyList<object?> b, RenderState state)
    {
        state.Make((long)a.Count + b.Count);
        return [.. a, .. b];
    }

    private static object Repeat(object? value, long times, RenderState state)
    {
        times = Math.Max(0, times);
        var length = value is string ? ((string)value).Length : value is ListValue or TupleValue ? ((ISequenceValue)value).Items.Count : throw new TemplateException($"a {Kinds.NameOf(value)} cannot be repeated");
        state.Make((long)Math.Min((decimal)length * times, long.MaxValue / 2));
        if (value is string text) return string.Concat(Enumerable.Repeat(text, length == 0 ? 0 : (int)times));
        object?[] items = length == 0 ? [] : [.. Enumerable.Repeat(((ISequenceValue)value!).Items, (int)times).SelectMany(part => part)];
        return value is ListValue ? new ListValue(items) : new TupleValue(items);
    }
}
