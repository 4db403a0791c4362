using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>The methods of texts.</summary>
internal static class TextMethods
{
    public static object? Call(RenderState state, string text, string name, Arguments arguments)
    {
        switch (name)
        {
            case "upper" or "lower":
                arguments.Bind(name, 0);
                return name == "upper" ? Casing.Upper(text) : Casing.Lower(text);
            case "strip" or "lstrip" or "rstrip":
                var characters = Optional(arguments.Bind(name, 0, "chars")[0]);
                return name == "strip" ? CodePoints.Trim(text, characters) : name == "lstrip" ? CodePoints.TrimStart(text, characters) : CodePoints.TrimEnd(text, characters);
            case "startswith" or "endswith":
                return HasEnd(text, name, arguments);
            case "replace":
                var given = arguments.Bind(name, 2, "old", "new", "count");
                return Replace(state, text, Required(given[0]), Required(given[1]), given[2] is Missing ? -1 : Count(given[2]));
            case "split":
                var parts = arguments.Bind(name, 0, "sep", "maxsplit");
                var most = parts[1] is Missing ? -1 : Count(parts[1]);
                return new ListValue(Optional(parts[0]) is { } separator ? Split(state, text, separator, most) : SplitAtSpace(state, text, most));
            default:
                throw Methods.Unknown(name, text);
        }
    }

    public static long Count(object? value) => Numbers.ToIndex(value) ?? throw new TemplateException($"a whole number must be given, not a {Kinds.NameOf(value)}");

    public static string Replace(RenderState state, string text, string old, string with, long most)
    {
        var parts = old.Length == 0 ? Between(text, most) : Split(state, text, old, most);
        var length = parts.Sum(part => (long)((string)part!).Length + with.Length);
        state.Make(length);
        return string.Join(with, parts);
    }

    private static bool HasEnd(string text, string name, Arguments arguments)
    {
        var given = arguments.Bind(name, 1, "prefix", "start", "end");
        if (given[1] is not Missing || given[2] is not Missing)
        {
            var points = CodePoints.Split(text);
            var start = Clamp(given[1] is Missing or null ? 0 : Count(given[1]), points.Count);
            var end = Clamp(given[2] is Missing or null ? points.Count : Count(given[2]), points.Count);
            if (start > end) return false;
            text = string.Concat(points.Skip(start).Take(end - start));
        }

        var wanted = given[0] is TupleValue several ? several.Items : [given[0]];
        return wanted.Select(Required).Any(part => name == "startswith" ? text.StartsWith(part, StringComparison.Ordinal) : text.EndsWith(part, StringComparison.Ordinal));
    }

    private static int Clamp(long index, int count) => (int)Math.Clamp(index < 0 ? index + count : index, 0, count);

    private static string Required(object? value) => value as string ?? throw new TemplateException($"a text must be given, not a {Kinds.NameOf(value)}");

    private static string? Optional(object? value) => value is Missing or null ? null : Required(value);

    // The empty text is found before every character and at the end.
    private static List<object?> Between(string text, long most)
    {
        var points = CodePoints.Split(text);
        var cuts = most < 0 ? points.Count + 1 : (int)Math.Min(most, points.Count + 1);
        if (cuts == 0) return [text];
        List<object?> parts = ["", .. points.Take(cuts - 1)];
        parts.Add(string.Concat(points.Skip(cuts - 1)));
        return parts;
    }

    private static List<object?> Split(RenderState state, string text, string separator, long most)
    {
        if (separator.Length == 0) throw new TemplateException("the separator of split must not be empty");
        var parts = new List<object?>();
        var start = 0;
        while (most < 0 || parts.Count < most)
        {
            var at = text.IndexOf(separator, start, StringComparison.Ordinal);
            if (at < 0) break;
            parts.Add(text[start..at]);
            start = at + separator.Length;
        }

        parts.Add(text[start..]);
        state.Make(text.Length + parts.Count);
        return parts;
    }

    private static List<object?> SplitAtSpace(RenderState state, string text, long most)
    {
        var parts = new List<object?>();
        var rest = CodePoints.TrimStart(text);
        while (rest.Length > 0 && (most < 0 || parts.Count < most))
        {
            var end = 0;
            while (end < rest.Length && !CodePoints.IsSpace(rest[end])) end++;
            parts.Add(rest[..end]);
            state.Make(rest.Length);
            rest = CodePoints.TrimStart(rest[end..]);
        }

        if (rest.Length > 0) parts.Add(rest);
        return parts;
    }
}
