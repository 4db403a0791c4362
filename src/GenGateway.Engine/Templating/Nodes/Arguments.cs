namespace GenGateway.Engine.Templating.Nodes;

/// <summary>The arguments of one call.</summary>
internal sealed record Arguments(IReadOnlyList<object?> Positional, IReadOnlyList<(string Name, object? Value)> Named)
{
    /// <summary>In the order of <paramref name="parameters"/>, with <see cref="Missing.Value"/> for those not given.</summary>
    public object?[] Bind(string callee, int required, params string[] parameters)
    {
        var bound = new object?[parameters.Length];
        Array.Fill(bound, Missing.Value);
        if (Positional.Count > parameters.Length) throw new TemplateException($"{callee} takes at most {parameters.Length} arguments");
        for (var i = 0; i < Positional.Count; i++) bound[i] = Positional[i];
        foreach (var (name, value) in Named)
        {
            var at = Array.IndexOf(parameters, name);
            if (at < 0 || bound[at] is not Missing) throw new TemplateException($"{callee} takes no argument '{name}', or only one");
            bound[at] = value;
        }

        return bound.AsSpan(0, required).Contains(Missing.Value) ? throw new TemplateException($"{callee} needs {required} arguments") : bound;
    }
}
