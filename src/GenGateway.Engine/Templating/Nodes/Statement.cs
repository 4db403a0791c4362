namespace GenGateway.Engine.Templating.Nodes;

/// <summary>A part of a template that writes or sets. Immutable once read: many renderings share it.</summary>
internal abstract class Statement(int line)
{
    public int Line { get; } = line;

    public abstract Flow Run(RenderState state);
}
