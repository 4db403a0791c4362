using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>-value</c> and <c>+value</c>.</summary>
internal sealed class Sign(char sign, Expression value) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        var number = value.In(state);
        if (number is Undefined undefined) throw undefined.Failure();
        if (!Numbers.IsNumber(number)) throw new TemplateException($"a {Kinds.NameOf(number)} has no {sign}");
        return sign == '-' ? Numbers.Negate(number!) : number is bool ? Numbers.Shrink(Numbers.ToInteger(number)) : number;
    }
}
