using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>value[start:stop:step]</c>, each part null where it is left out.</summary>
internal sealed class SliceAccess(Expression target, Expression? start, Expression? stop, Expression? step) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        var value = target.In(state);
        state.Touch(value);
        return Access.Slice(value, start?.In(state), stop?.In(state), step?.In(state), state);
    }
}
