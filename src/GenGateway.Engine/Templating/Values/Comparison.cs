namespace GenGateway.Engine.Templating.Values;

/// <summary>Equality, order, truth and membership, as Python has them.</summary>
internal static class Comparison
{
    private const int MostSteps = 1_000_000;

    public static bool IsTrue(object? value) => value switch
    {
        null or Undefined => false,
        bool flag => flag,
        string text => text.Length > 0,
        ISequenceValue sequence => sequence.Items.Count > 0,
        DictValue dictionary => dictionary.Count > 0,
        DictItems items => items.Items.Count > 0,
        _ => !Numbers.IsNumber(value) || Numbers.ToDouble(value) != 0,
    };

    public static bool AreEqual(object? a, object? b)
    {
        var steps = 0;
        return AreEqual(a, b, ref steps);
    }

    private static bool AreEqual(object? a, object? b, ref int steps)
    {
        RenderState.GuardStack();

        // A list that holds another one twice, that one another one twice …: few values, and no end of pairs.
        if (++steps > MostSteps) throw new TemplateException("values are too large to compare");
        return (a, b) switch
        {
            (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
            (ListValue x, ListValue y) => AreEqual(x.Items, y.Items, ref steps),
            (TupleValue x, TupleValue y) => AreEqual(x.Items, y.Items, ref steps),
            (RangeValue x, RangeValue y) => AreEqual(x.Items, y.Items, ref steps),
            (DictValue x, DictValue y) => AreEqual(x, y, ref steps),
            (Undefined, Undefined) => true,
            _ when Numbers.IsNumber(a) && Numbers.IsNumber(b) => AreEqualNumbers(a, b),
            _ => ReferenceEquals(a, b),
        };
    }

    /// <summary>Less than 0, 0 or more than 0; null where one is NaN. Fails for kinds that have no order.</summary>
    public static int? Compare(object? a, object? b)
    {
        RenderState.GuardStack();
        if (a is Undefined x) throw x.Failure();
        if (b is Undefined y) throw y.Failure();
        if (Numbers.IsNumber(a) && Numbers.IsNumber(b))
        {
            if (a is not double && b is not double) return Numbers.ToInteger(a).CompareTo(Numbers.ToInteger(b));
            var (p, q) = (Numbers.ToDouble(a), Numbers.ToDouble(b));
            return double.IsNaN(p) || double.IsNaN(q) ? null : p.CompareTo(q);
        }

        if (a is string s && b is string t) return CodePoints.Compare(s, t);
        var (left, right) = (a, b) switch
        {
            (ListValue p, ListValue q) => (p.Items, q.Items),
            (TupleValue p, TupleValue q) => (p.Items, q.Items),
            _ => throw new TemplateException($"a {Kinds.NameOf(a)} cannot be ordered against a {Kinds.NameOf(b)}"),
        };
        for (var i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            if (!AreEqual(left[i], right[i])) return Compare(left[i], right[i]);
        }

        return left.Count.CompareTo(right.Count);
    }

    public static bool Contains(object? container, object? value) => container switch
    {
        string text => value is string part
            ? text.Contains(part, StringComparison.Ordinal)
            : throw new TemplateException($"only a text can be in a text, not a {Kinds.NameOf(value)}"),
        ISequenceValue sequence => sequence.Items.Any(item => AreEqual(item, value)),
        DictValue dictionary => dictionary.TryGet(value, out _),
        DictItems items => items.Items.Any(item => AreEqual(item, value)),
        Undefined => false,
        _ => throw new TemplateException($"nothing can be in a {Kinds.NameOf(container)}"),
    };

    private static bool AreEqual(DictValue a, DictValue b, ref int steps)
    {
        if (a.Count != b.Count) return false;
        foreach (var (key, value) in a.Entries)
        {
            if (!b.TryGet(key, out var other) || !AreEqual(value, other, ref steps)) return false;
        }

        return true;
    }

    private static bool AreEqual(IReadOnlyList<object?> a, IReadOnlyList<object?> b, ref int steps)
    {
        if (a.Count != b.Count) return false;
        for (var i = 0; i < a.Count; i++)
        {
            if (!AreEqual(a[i], b[i], ref steps)) return false;
        }

        return true;
    }

    private static bool AreEqualNumbers(object? a, object? b) =>
        a is double || b is double ? Numbers.ToDouble(a) == Numbers.ToDouble(b) : Numbers.ToInteger(a) == Numbers.ToInteger(b);
}
