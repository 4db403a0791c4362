using System.Numerics;

namespace GenGateway.Engine.Templating.Values;

/// <summary>The names of the kinds of values, for messages; Python's, which authors of templates know.</summary>
internal static class Kinds
{
    public static string NameOf(object? value) => value switch
    {
        null => "None",
        Undefined => "undefined value",
        bool => "bool",
        long or BigInteger => "int",
        double => "float",
        string => "str",
        ListValue => "list",
        TupleValue => "tuple",
        RangeValue => "range",
        DictValue => "dict",
        DictItems items => items.Kind,
        NamespaceValue => "namespace",
        LoopValue => "loop",
        _ => "function",
    };
}
