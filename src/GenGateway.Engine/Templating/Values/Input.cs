using System.Numerics;

namespace GenGateway.Engine.Templating.Values;

/// <summary>Turns the caller's values into the template's: a copy, so that nothing changes meanwhile.</summary>
internal static class Input
{
    private const int MostDepth = 128;

    public static DictValue Convert(IReadOnlyDictionary<string, object?> variables) => Dictionary(variables, 0);

    private static object? Convert(object? value, int depth)
    {
        if (depth > MostDepth) throw new TemplateException($"a variable is nested deeper than {MostDepth}");
        return value switch
        {
            null or bool or long or double or string => value,
            int number => (long)number,
            BigInteger number => Numbers.Shrink(number),
            IReadOnlyDictionary<string, object?> entries => Dictionary(entries, depth),
            IReadOnlyList<object?> items => new ListValue([.. items.Select(item => Convert(item, depth + 1))]),
            _ => throw new TemplateException($"a variable holds a {value.GetType().Name}, which templates do not know"),
        };
    }

    private static DictValue Dictionary(IReadOnlyDictionary<string, object?> entries, int depth)
    {
        var result = new DictValue();
        foreach (var (key, value) in entries) result.Set(key, Convert(value, depth + 1));
        return result;
    }
}
