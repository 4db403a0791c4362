using System.Diagnostics.CodeAnalysis;

namespace GenGateway.Engine.Templating;

/// <summary>Variables of a loop's body or a block, over those around it.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, object?> _values = [];

    public void Set(string name, object? value) => _values[name] = value;

    public bool TryGet(string name, [MaybeNullWhen(false)] out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope._values.TryGetValue(name, out value)) return true;
        }

        value = null;
        return false;
    }

    private Scope? Outer { get; } = outer;
}
