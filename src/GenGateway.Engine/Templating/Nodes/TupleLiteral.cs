using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>(a, b)</c>, the brackets left out where they may be.</summary>
internal sealed class TupleLiteral(IReadOnlyList<Expression> items) : Expression
{
    public IReadOnlyList<Expression> Items { get; } = items;

    protected override object? Evaluate(RenderState state) => new TupleValue([.. Items.Select(item => item.In(state))]);
}
