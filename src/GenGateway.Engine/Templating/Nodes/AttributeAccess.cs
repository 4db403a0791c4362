using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>value.name</c>.</summary>
internal sealed class AttributeAccess(Expression target, string name) : Expression
{
    public Expression Target { get; } = target;

    public string Name { get; } = name;

    protected override object? Evaluate(RenderState state) => Access.Attribute(Target.In(state), Name);
}
