using System.Collections.Frozen;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>The filters by name.</summary>
internal static class FilterTable
{
    public static FrozenDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>
    {
        ["trim"] = new(["chars"], 0, (_, value, given) => CodePoints.Trim(TextForm.Of(value), Text(given[0]))),
        ["length"] = new([], 0, (_, value, _) => Iteration.LengthOf(value)),
        ["count"] = new([], 0, (_, value, _) => Iteration.LengthOf(value)),
        ["upper"] = new([], 0, (_, value, _) => Casing.Upper(TextForm.Of(value))),
        ["lower"] = new([], 0, (_, value, _) => Casing.Lower(TextForm.Of(value))),
        ["string"] = new([], 0, (_, value, _) => TextForm.Of(value)),
        ["default"] = new(["default_value", "boolean"], 0, Default),
        ["d"] = new(["default_value", "boolean"], 0, Default),
        ["list"] = new([], 0, List),
        ["join"] = new(["d"], 0, Join),
        ["first"] = new([], 0, (_, value, _) => Iteration.Of(value) is [var first, ..] ? first : new Undefined("the first of nothing")),
        ["last"] = new([], 0, (_, value, _) => Iteration.Of(value) is [.., var last] ? last : new Undefined("the last of nothing")),
        ["abs"] = new([], 0, (_, value, _) => Numbers.IsNumber(value) ? Numbers.ToDouble(value) < 0 ? Numbers.Negate(value!) : Numbers.Add(value!, 0L) : throw new TemplateException($"a {Kinds.NameOf(value)} has no abs")),
        ["replace"] = new(["old", "new", "count"], 2, (state, value, given) => TextMethods.Replace(state, TextForm.Of(value), TextForm.Of(given[0]), TextForm.Of(given[1]), given[2] is Missing or null ? -1 : TextMethods.Count(given[2]))),
        ["items"] = new([], 0, Items),
        ["format"] = new([], 0, (state, value, given) => TextFormat.Of(TextForm.Of(value), new TupleValue(given), state)) { TakesAny = true },
        ["tojson"] = new(["ensure_ascii", "indent", "separators", "sort_keys"], 0, ToJson),
    }.ToFrozenDictionary();

    private static string? Text(object? argument) => argument switch
    {
        Missing or null => null,
        string text => text,
        _ => throw new TemplateException($"a text must be given, not a {Kinds.NameOf(argument)}"),
    };

    private static object? Default(RenderState state, object? value, object?[] given)
    {
        var falseToo = given[1] is not Missing && Comparison.IsTrue(given[1]);
        return value is Undefined || (falseToo && !Comparison.IsTrue(value)) ? given[0] is Missing ? "" : given[0] : value;
    }

    private static ListValue List(RenderState state, object? value, object?[] given)
    {
        var items = Iteration.Of(value);
        state.Make(items.Count);
        return new ListValue(items);
    }

    private static string Join(RenderState state, object? value, object?[] given)
    {
        var separator = given[0] is Missing ? "" : TextForm.Of(given[0]);
        string[] texts = [.. Iteration.Of(value).Select(TextForm.Of)];
        state.Make(texts.Sum(text => (long)text.Length + separator.Length));
        return string.Join(separator, texts);
    }

    private static DictItems Items(RenderState state, object? value, object?[] given) => value switch
    {
        DictValue entries => new("dict_items", [.. entries.Entries.Select(entry => new TupleValue([entry.Key, entry.Value]))]),
        Undefined => new("dict_items", []),
        _ => throw new TemplateException($"a {Kinds.NameOf(value)} has no items"),
    };

    private static string ToJson(RenderState state, object? value, object?[] given)
    {
        var indent = given[1] switch
        {
            Missing or null => null,
            string text => text,
            var width when Numbers.ToIndex(width) is { } blanks => new string(' ', (int)Math.Clamp(blanks, 0, 64)),
            var other => throw new TemplateException($"tojson cannot indent by a {Kinds.NameOf(other)}"),
        };
        var (item, key) = given[2] switch
        {
            Missing or null => (indent is null ? ", " : ",", ": "),
            ISequenceValue { Items: [string between, string behind] } => (between, behind),
            _ => throw new TemplateException("tojson needs two texts as separators"),
        };
        return new JsonText(state, indent, item, key, given[0] is not Missing && Comparison.IsTrue(given[0]), given[3] is not Missing && Comparison.IsTrue(given[3])).Of(value);
    }
}
