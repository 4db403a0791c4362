namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>value is test(argument)</c>; a <c>not</c> is a <see cref="Negation"/> around it.</summary>
internal sealed class TestCall(Expression value, Test test, Expression? argument) : Expression
{
    protected override object? Evaluate(RenderState state) => test.Holds(value.In(state), argument?.In(state));
}
