using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>value if condition else otherwise</c>.</summary>
internal sealed class Conditional(Expression condition, Expression value, Expression? otherwise) : Expression
{
    protected override object? Evaluate(RenderState state)
        => Comparison.IsTrue(condition.In(state)) ? value.In(state) : otherwise is null ? new Undefined("an if without else") : otherwise.In(state);
}
