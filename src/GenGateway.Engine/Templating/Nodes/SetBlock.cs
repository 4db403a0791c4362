namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>set target</c> … <c>endset</c>: what the body writes, filters applied.</summary>
internal sealed class SetBlock(Target target, Expression filtered, IReadOnlyList<Statement> body, int line) : Statement(line)
{
    /// <summary>The name under which the filters find the written text; no template can write it.</summary>
    public const string Written = "{written}";

    public override Flow Run(RenderState state)
    {
        var text = state.Capture(body, out var flow);
        if (flow != Flow.Next) return flow;
        state.Scope.Set(Written, text);
        target.Assign(filtered.In(state), state.Scope);
        return Flow.Next;
    }
}
