using System.Collections.Frozen;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>Calls of methods. Which names may be called at all is known when a template is read, whatever the values will be.</summary>
internal static class Methods
{
    public static FrozenSet<string> Known { get; } = FrozenSet.Create(
        "strip", "lstrip", "rstrip", "startswith", "endswith", "split", "upper", "lower", "replace", "get", "items", "keys", "values", "cycle", "changed");

    public static object? Call(RenderState state, MethodValue method, Arguments arguments) => method.Receiver switch
    {
        LoopValue loop when arguments.Named.Count == 0 => method.Name == "cycle" ? loop.Cycle(arguments.Positional) : loop.Changed(arguments.Positional),
        DictValue dictionary => OfDictionary(dictionary, method.Name, arguments),
        string text => TextMethods.Call(state, text, method.Name, arguments),
        _ => throw Unknown(method.Name, method.Receiver),
    };

    public static TemplateException Unknown(string name, object? receiver) => new($"{name}() of a {Kinds.NameOf(receiver)} is not supported");

    private static object? OfDictionary(DictValue dictionary, string name, Arguments arguments)
    {
        if (name == "get")
        {
            var given = arguments.Bind(name, 1, "key", "default");
            return dictionary.TryGet(given[0], out var value) ? value : given[1] is Missing ? null : given[1];
        }

        arguments.Bind(name, 0);
        return name switch
        {
            "items" => new DictItems("dict_items", [.. dictionary.Entries.Select(entry => new TupleValue([entry.Key, entry.Value]))]),
            "keys" => new DictItems("dict_keys", [.. dictionary.Keys]),
            "values" => new DictItems("dict_values", [.. dictionary.Entries.Select(entry => entry.Value)]),
            _ => throw Unknown(name, dictionary),
        };
    }
}
