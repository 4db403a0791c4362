using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>{key: value}</c>.</summary>
internal sealed class DictLiteral(IReadOnlyList<(Expression Key, Expression Value)> entries) : Expression
{
    protected override object? Evaluate(RenderState state)
    {
        var result = new DictValue();
        foreach (var (key, value) in entries) result.Set(key.In(state), value.In(state));
        return result;
    }
}
