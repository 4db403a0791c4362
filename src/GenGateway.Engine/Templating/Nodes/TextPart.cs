namespace GenGateway.Engine.Templating.Nodes;

/// <summary>Text that is written as it stands.</summary>
internal sealed class TextPart(string text, int line) : Statement(line)
{
    public override Flow Run(RenderState state)
    {
        state.Write(text);
        return Flow.Next;
    }
}
