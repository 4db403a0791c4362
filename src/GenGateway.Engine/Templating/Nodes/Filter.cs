namespace GenGateway.Engine.Templating.Nodes;

/// <summary>A filter with the names of its arguments; what a template gives beyond them is refused when it is read.</summary>
internal sealed record Filter(string[] Parameters, int Required, Func<RenderState, object?, object?[], object?> Apply)
{
    /// <summary>Whether it takes any number of arguments; <see cref="Parameters"/> is empty then.</summary>
    public bool TakesAny { get; init; }
}
