using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>callee(arguments)</c>; what is not given stays away.</summary>
internal sealed class Call(Expression callee, IReadOnlyList<Expression> positional, IReadOnlyList<(string Name, Expression Value)> named) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        var target = callee.In(state);
        var arguments = new Arguments([.. positional.Select(argument => argument.In(state))], [.. named.Select(argument => (argument.Name, argument.Value.In(state)))]);
        if (target is MethodValue { Receiver: var receiver }) state.Touch(receiver);
        return target switch
        {
            FunctionValue function => function.Function(state, arguments),
            MethodValue method => Methods.Call(state, method, arguments),
            Undefined undefined => throw undefined.Failure(),
            _ => throw new TemplateException($"a {Kinds.NameOf(target)} cannot be called"),
        };
    }
}
