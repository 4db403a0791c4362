using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>value[key]</c>.</summary>
internal sealed class ItemAccess(Expression target, Expression key) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        var value = target.In(state);
        state.Touch(value);
        return Access.Item(value, key.In(state));
    }
}
