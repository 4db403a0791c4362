namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>with a = 1</c> … <c>endwith</c>: variables of the block alone.</summary>
internal sealed class With(IReadOnlyList<(Target Target, Expression Value)> variables, IReadOnlyList<Statement> body, int line) : Statement(line)
{
    public override Flow Run(RenderState state)
    {
        // Values see the scope outside, not one another.
        object?[] values = [.. variables.Select(variable => variable.Value.In(state))];
        return state.RunScoped(body, scope =>
        {
            for (var i = 0; i < values.Length; i++) variables[i].Target.Assign(values[i], scope);
        });
    }
}
