namespace GenGateway.Engine.Templating.Nodes;

/// <summary>A value that stands in the template.</summary>
internal sealed class Literal(object? value) : Expression
{
    public object? Value { get; } = value;

    protected override object? Evaluate(RenderState state) => Value;
}
