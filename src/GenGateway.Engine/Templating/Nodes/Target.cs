using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>What is set: a name, an attribute of a namespace, or several targets that a list is spread over.</summary>
internal sealed class Target(string? name, string? attribute, IReadOnlyList<Target> parts)
{
    public void Assign(object? value, Scope scope)
    {
        if (name is null)
        {
            var items = Iteration.Of(value);
            if (items.Count != parts.Count) throw new TemplateException($"{items.Count} values cannot be spread over {parts.Count} names");
            for (var i = 0; i < parts.Count; i++) parts[i].Assign(items[i], scope);
        }
        else if (attribute is null)
        {
            scope.Set(name, value);
        }
        else if (scope.TryGet(name, out var holder) && holder is NamespaceValue space)
        {
            space.Attributes[attribute] = value;
        }
        else
        {
            throw new TemplateException($"'{name}' is not a namespace, so {name}.{attribute} cannot be set");
        }
    }
}
