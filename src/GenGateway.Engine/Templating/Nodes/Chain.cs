using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>a &lt; b &lt;= c</c>: true where every neighbouring pair is; each value is taken once.</summary>
internal sealed class Chain(Expression first, IReadOnlyList<(string Operation, Expression Value)> rest) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        var left = first.In(state);
        foreach (var (operation, value) in rest)
        {
            var right = value.In(state);
            state.Touch(left);
            state.Touch(right);
            if (!Holds(operation, left, right)) return false;
            left = right;
        }

        return true;
    }

    private static bool Holds(string operation, object? left, object? right) => operation switch
    {
        "==" => Comparison.AreEqual(left, right),
        "!=" => !Comparison.AreEqual(left, right),
        "<" => Comparison.Compare(left, right) < 0,
        "<=" => Comparison.Compare(left, right) <= 0,
        ">" => Comparison.Compare(left, right) > 0,
        ">=" => Comparison.Compare(left, right) >= 0,
        "in" => Comparison.Contains(right, left),
        _ => !Comparison.Contains(right, left),
    };
}
