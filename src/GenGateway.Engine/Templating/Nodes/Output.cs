using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>{{ value }}</c>.</summary>
internal sealed class Output(Expression value, int line) : Statement(line)
{
    public override Flow Run(RenderState state)
    {
        state.Write(TextForm.Of(value.In(state)));
        return Flow.Next;
    }
}
