using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>not value</c>.</summary>
internal sealed class Negation(Expression value) : Expression
{
    protected override object? Evaluate(RenderState state) => !Comparison.IsTrue(value.In(state));
}
