using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>a or b</c>: the first that is true, else the last.</summary>
internal sealed class Either(Expression left, Expression right) : Expression
{
    protected override object? Evaluate(RenderState state) =>
        left.In(state) is var value && Comparison.IsTrue(value) ? value : right.In(state);
}
