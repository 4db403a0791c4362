using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>A variable, or a function where no variable hides it.</summary>
internal sealed class Name(string name) : Expression
{
    public string Text { get; } = name;

    protected override object? Evaluate(RenderState state)
    {
        if (state.Scope.TryGet(Text, out var value)) return value;
        return Functions.All.TryGetValue(Text, out var function) ? new FunctionValue(function) : new Undefined($"'{Text}'");
    }
}
