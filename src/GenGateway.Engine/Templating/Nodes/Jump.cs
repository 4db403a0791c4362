namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>break</c> and <c>continue</c>.</summary>
internal sealed class Jump(Flow flow, int line) : Statement(line)
{
    public override Flow Run(RenderState state) => flow;
}
