using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>a ~ b ~ c</c>: the printed forms, one behind the other.</summary>
internal sealed class Concatenation(IReadOnlyList<Expression> parts) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        string[] texts = [.. parts.Select(part => TextForm.Of(part.In(state)))];
        state.Make(texts.Sum(text => (long)text.Length));
        return string.Concat(texts);
    }
}
