namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>value | filter(arguments)</c>.</summary>
internal sealed class FilterCall(Expression value, Filter filter, IReadOnlyList<Expression?> arguments) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        var input = value.In(state);
        state.Touch(input);
        return filter.Apply(state, input, [.. arguments.Select(argument => argument is null ? Missing.Value : argument.In(state))]);
    }
}
