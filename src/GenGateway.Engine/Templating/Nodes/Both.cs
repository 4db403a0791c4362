using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>a and b</c>: the first that is false, else the last.</summary>
internal sealed class Both(Expression left, Expression right) : Expression
{
    protected override object? Evaluate(RenderState state) =>
        left.In(state) is var value && Comparison.IsTrue(value) ? right.In(state) : value;
}
