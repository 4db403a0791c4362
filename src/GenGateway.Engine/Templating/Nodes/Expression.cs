namespace GenGateway.Engine.Templating.Nodes;

/// <summary>A part of a template that has a value. Immutable once read: many renderings share it.</summary>
internal abstract class Expression
{
    /// <summary>The value in this rendering.</summary>
    public object? In(RenderState state)
    {
        RenderState.GuardStack();
        return Evaluate(state);
    }

    protected abstract object? Evaluate(RenderState state);
}
