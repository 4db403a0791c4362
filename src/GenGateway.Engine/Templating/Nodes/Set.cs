namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>set target = value</c>.</summary>
internal sealed class Set(Target target, Expression value, int line) : Statement(line)
{
    public override Flow Run(RenderState state)
    {
        target.Assign(value.In(state), state.Scope);
        return Flow.Next;
    }
}
