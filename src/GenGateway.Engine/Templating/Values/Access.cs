using System.Collections.Frozen;
using System.Numerics;

namespace GenGateway.Engine.Templating.Values;

/// <summary>Attributes and entries of values: <c>a.b</c> looks for a method first, <c>a['b']</c> for an entry first.</summary>
internal static class Access
{
    // Python's names, whether they can be called here or not: they hide entries of a dictionary behind the point.
    private static readonly FrozenSet<string> DictMethods = FrozenSet.Create("copy", "fromkeys", "get", "items", "keys", "values");
    private static readonly FrozenSet<string> SequenceMethods = FrozenSet.Create("copy", "count", "index");
    private static readonly FrozenSet<string> TextMethods = FrozenSet.Create(
        "capitalize", "casefold", "center", "count", "encode", "endswith", "expandtabs", "find", "format", "format_map", "index", "isalnum", "isalpha", "isascii",
        "isdecimal", "isdigit", "isidentifier", "islower", "isnumeric", "isprintable", "isspace", "istitle", "isupper", "join", "ljust", "lower", "lstrip", "maketrans",
        "partition", "removeprefix", "removesuffix", "replace", "rfind", "rindex", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "startswith", "strip",
        "swapcase", "title", "translate", "upper", "zfill");

    // Would change the value: the sandbox hides them.
    private static readonly FrozenSet<string> Changing = FrozenSet.Create(
        "append", "clear", "extend", "insert", "pop", "popitem", "remove", "reverse", "setdefault", "sort", "update");

    public static object? Attribute(object? value, string name)
    {
        if (value is Undefined undefined) throw undefined.Failure();
        if (value is LoopValue loop) return loop.Attribute(name);
        if (value is NamespaceValue space) return space.Attributes.TryGetValue(name, out var held) ? held : Missing(value, name);

        // What the sandbox takes for Python's inside.
        if (name.StartsWith('_') && value is not DictValue) return Missing(value, name);
        if (IsMethod(value, name)) return new MethodValue(value, name);
        if (value is DictValue or ListValue && IsChanging(value, name)) return Missing(value, name);
        if (Numbers.IsNumber(value)) return NumberPart(value!, name);
        return value is DictValue entries && entries.TryGet(name, out var entry) ? entry : Missing(value, name);
    }

    public static object? Item(object? value, object? key)
    {
        switch (value)
        {
            case Undefined undefined:
                throw undefined.Failure();
            case DictValue entries when key is not (ListValue or DictValue) && entries.TryGet(key, out var entry):
                return entry;
            case string text when CodePoints.AreUnits(text) && Numbers.ToIndex(key) is { } index:
                if (index < 0) index += text.Length;
                return index >= 0 && index < text.Length ? text[(int)index].ToString() : Missing(value, TextForm.Of(key));
            case string or ISequenceValue when Numbers.ToIndex(key) is { } index:
                var items = value is string points ? CodePoints.Split(points) : ((ISequenceValue)value).Items;
                if (index < 0) index += items.Count;
                return index >= 0 && index < items.Count ? items[(int)index] : Missing(value, TextForm.Of(key));
            default:
                return key is string name ? Attribute(value, name) : Missing(value, key is null or Undefined ? "None" : TextForm.Quoted(key));
        }
    }

    public static object? Slice(object? value, object? start, object? stop, object? step, RenderState state)
    {
        if (value is Undefined undefined) throw undefined.Failure();
        if (value is not (string or ISequenceValue) || !IsBound(start) || !IsBound(stop) || !IsBound(step)) return new Undefined($"a slice of a {Kinds.NameOf(value)}");

        var plain = value as string is { } whole && CodePoints.AreUnits(whole) ? whole : null;
        var items = plain is not null ? [] : value is string text ? CodePoints.Split(text) : ((ISequenceValue)value).Items;
        var count = plain?.Length ?? items.Count;
        var by = step is null ? 1 : Numbers.ToIndex(step)!.Value;
        if (by == 0) throw new TemplateException("the step of a slice is zero");
        var (least, most) = by > 0 ? (0L, count) : (-1L, count - 1L);
        var at = Bound(start, by > 0 ? least : most, least, most, count);
        var end = Bound(stop, by > 0 ? most : least, least, most, count);
        if (plain is not null && by == 1) return at < end ? plain[(int)at..(int)end] : "";
        var taken = new List<object?>();
        for (BigInteger i = at; by > 0 ? i < end : i > end; i += by) taken.Add(plain is null ? items[(int)i] : plain[(int)i].ToString());
        state.Make(taken.Count);
        return value switch
        {
            string => string.Concat(taken.Cast<string>()),
            TupleValue => new TupleValue(taken),
            RangeValue => throw new TemplateException("a range cannot be sliced"),
            _ => new ListValue(taken),
        };
    }

    private static bool IsBound(object? bound) => bound is null || Numbers.IsInteger(bound);

    private static long Bound(object? bound, long otherwise, long least, long most, int count)
    {
        if (bound is null) return otherwise;
        var index = Numbers.ToIndex(bound)!.Value;
        return Math.Clamp(index < 0 ? index + count : index, least, most);
    }

    private static bool IsMethod(object? value, string name) => value switch
    {
        string => TextMethods.Contains(name),
        DictValue => DictMethods.Contains(name),
        ListValue => SequenceMethods.Contains(name),
        TupleValue or RangeValue => name is "count" or "index",
        _ => false,
    };

    private static bool IsChanging(object value, string name) =>
        Changing.Contains(name) && (value is DictValue ? name is "clear" or "pop" or "popitem" or "setdefault" or "update" : name is not ("popitem" or "setdefault" or "update"));

    private static object? NumberPart(object number, string name) => (name, number) switch
    {
        ("real" or "numerator", bool) => Numbers.Shrink(Numbers.ToInteger(number)),
        ("real", _) or ("numerator", long or BigInteger) => number,
        ("imag", double) => 0.0,
        ("imag", _) => 0L,
        ("denominator", not double) => 1L,
        _ => Missing(number, name),
    };

    private static Undefined Missing(object? value, string name) => new($"'{name}' of a {Kinds.NameOf(value)}");
}
