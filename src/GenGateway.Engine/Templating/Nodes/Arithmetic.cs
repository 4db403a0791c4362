namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>a + b</c> and the other operators of numbers, some of texts and lists too.</summary>
internal sealed class Arithmetic(string operation, Expression left, Expression right) : Expression
{
    protected override object? Evaluate(RenderState state) => Operators.Apply(operation, left.In(state), right.In(state), state);
}
