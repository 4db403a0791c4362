using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>filter name</c> … <c>endfilter</c>: writes what the body writes, filters applied.</summary>
internal sealed class FilterBlock(Expression filtered, IReadOnlyList<Statement> body, int line) : Statement(line)
{
    public override Flow Run(RenderState state)
    {
        var text = state.Capture(body, out var flow);
        if (flow != Flow.Next) return flow;
        state.Scope.Set(SetBlock.Written, text);
        state.Write(TextForm.Of(filtered.In(state)));
        return Flow.Next;
    }
}
