using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>[a, b]</c>.</summary>
internal sealed class ListLiteral(IReadOnlyList<Expression> items) : Expression
{
    protected override object? Evaluate(RenderState state) => new ListValue([.. items.Select(item => item.In(state))]);
}
