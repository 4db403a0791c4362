using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>if</c>, with each <c>elif</c> a branch and <c>else</c> the last one, without condition.</summary>
internal sealed class If(IReadOnlyList<(Expression? Condition, IReadOnlyList<Statement> Body)> branches, int line) : Statement(line)
{
    public override Flow Run(RenderState state)
    {
        foreach (var (condition, body) in branches)
        {
            // No scope of its own: what a branch sets stays.
            if (condition is null || Comparison.IsTrue(condition.In(state))) return state.Run(body);
        }

        return Flow.Next;
    }
}
