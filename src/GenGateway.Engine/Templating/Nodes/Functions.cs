using System.Collections.Frozen;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>The global functions.</summary>
internal static class Functions
{
    // Jinja's own bound on a range in a sandbox.
    private const int MostRange = 100_000;

    public static FrozenDictionary<string, Function> All { get; } = new Dictionary<string, Function>
    {
        ["raise_exception"] = Raise,
        ["namespace"] = Namespace,
        ["dict"] = Dict,
        ["range"] = Range,
    }.ToFrozenDictionary();

    /// <summary>Functions of transformers' environment that this version does not have.</summary>
    public static FrozenSet<string> Unsupported { get; } = FrozenSet.Create("strftime_now", "cycler", "joiner", "lipsum", "self", "super", "caller", "varargs", "kwargs");

    private static object? Raise(RenderState state, Arguments arguments) =>
        throw new TemplateException(TextForm.Of(arguments.Bind("raise_exception", 1, "message")[0]), raised: true);

    private static NamespaceValue Namespace(RenderState state, Arguments arguments)
    {
        var result = new NamespaceValue();
        foreach (var (key, value) in Dict(state, arguments).Entries)
        {
            result.Attributes[key as string ?? throw new TemplateException("an attribute of a namespace must be a text")] = value;
        }

        return result;
    }

    private static DictValue Dict(RenderState state, Arguments arguments)
    {
        var result = new DictValue();
        if (arguments.Positional.Count > 1) throw new TemplateException("dict takes at most one argument without a name");
        if (arguments.Positional is [var first])
        {
            if (first is DictValue entries)
            {
                foreach (var (key, value) in entries.Entries) result.Set(key, value);
            }
            else
            {
                foreach (var pair in Iteration.Of(first))
                {
                    if (Iteration.Of(pair) is not [var key, var value]) throw new TemplateException("dict needs pairs");
                    result.Set(key, value);
                }
            }
        }

        foreach (var (name, value) in arguments.Named) result.Set(name, value);
        state.Make(result.Count);
        return result;
    }

    private static RangeValue Range(RenderState state, Arguments arguments)
    {
        if (arguments.Named.Count > 0 || arguments.Positional.Count is 0 or > 3) throw new TemplateException("range takes one to three numbers");
        long[] bounds = [.. arguments.Positional.Select(bound => Numbers.ToIndex(bound) ?? throw new TemplateException($"range needs whole numbers, not a {Kinds.NameOf(bound)}"))];
        var (start, stop, step) = bounds switch
        {
            [var end] => (0L, end, 1L),
            [var begin, var end] => (begin, end, 1L),
            _ => (bounds[0], bounds[1], bounds[2]),
        };
        if (step == 0) throw new TemplateException("the step of a range is zero");
        var count = (decimal)stop - start;
        count = Math.Max(0, Math.Ceiling(count / step));
        if (count > MostRange) throw new TemplateException($"a range has at most {MostRange} entries");
        state.Make((long)count);
        var items = new object?[(int)count];
        for (var i = 0; i < items.Length; i++) items[i] = start + (i * step);
        return new RangeValue(start, stop, step, items);
    }
}
