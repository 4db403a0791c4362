using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary><c>for target in values if condition</c>, with <c>else</c> for no rounds at all.</summary>
internal sealed class For(Target target, Expression values, Expression? condition, IReadOnlyList<Statement> body, IReadOnlyList<Statement> otherwise, int line) : Statement(line)
{
    public override Flow Run(RenderState state)
    {
        var items = Iteration.Of(values.In(state));
        state.Make(items.Count);
        if (condition is not null) items = [.. items.Where(item => Keeps(state, item))];
        var loop = new LoopValue(items);
        for (var i = 0; i < items.Count; i++)
        {
            state.CountIteration();
            loop.Index0 = i;
            var flow = state.RunScoped(body, scope =>
            {
                scope.Set("loop", loop);
                target.Assign(items[loop.Index0], scope);
            });
            if (flow == Flow.Break) break;
        }

        return items.Count == 0 ? state.RunScoped(otherwise, _ => { }) : Flow.Next;
    }

    private bool Keeps(RenderState state, object? item)
    {
        var keeps = false;
        state.CountIteration();
        state.RunScoped([], scope =>
        {
            scope.Set("loop", new Undefined("'loop' in the condition of a loop"));
            target.Assign(item, scope);
            keeps = Comparison.IsTrue(condition!.In(state));
        });
        return keeps;
    }
}
