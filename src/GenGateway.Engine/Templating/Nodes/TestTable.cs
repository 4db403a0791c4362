using System.Collections.Frozen;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Nodes;

/// <summary>The tests behind <c>is</c>, by name.</summary>
internal static class TestTable
{
    public static FrozenDictionary<string, Test> All { get; } = new Dictionary<string, Test>
    {
        ["defined"] = Plain(value => value is not Undefined),
        ["undefined"] = Plain(value => value is Undefined),
        ["none"] = Plain(value => value is null),
        ["string"] = Plain(value => value is string),
        ["number"] = Plain(Numbers.IsNumber),
        ["integer"] = Plain(value => value is not bool && Numbers.IsInteger(value)),
        ["float"] = Plain(value => value is double),
        ["boolean"] = Plain(value => value is bool),
        ["true"] = Plain(value => value is true),
        ["false"] = Plain(value => value is false),
        ["mapping"] = Plain(value => value is DictValue),
        ["iterable"] = Plain(value => Iteration.TryOf(value) is not null),
        ["sequence"] = Plain(value => value is string or ISequenceValue or DictValue or Undefined),
        ["callable"] = Plain(value => value is FunctionValue or MethodValue),
        ["odd"] = Plain(value => Comparison.AreEqual(Remainder(value, 2L), 1L)),
        ["even"] = Plain(value => Comparison.AreEqual(Remainder(value, 2L), 0L)),
        ["divisibleby"] = With((value, by) => Comparison.AreEqual(Remainder(value, by), 0L)),
        ["sameas"] = With(IsSame),
        ["in"] = With((value, container) => Comparison.Contains(container, value)),
        ["eq"] = With(Comparison.AreEqual),
        ["equalto"] = With(Comparison.AreEqual),
        ["ne"] = With((a, b) => !Comparison.AreEqual(a, b)),
        ["lt"] = With((a, b) => Comparison.Compare(a, b) < 0),
        ["lessthan"] = With((a, b) => Comparison.Compare(a, b) < 0),
        ["le"] = With((a, b) => Comparison.Compare(a, b) <= 0),
        ["gt"] = With((a, b) => Comparison.Compare(a, b) > 0),
        ["greaterthan"] = With((a, b) => Comparison.Compare(a, b) > 0),
        ["ge"] = With((a, b) => Comparison.Compare(a, b) >= 0),
    }.ToFrozenDictionary();

    private static Test Plain(Func<object?, bool> holds) => new(false, (value, _) => holds(value));

    private static Test With(Func<object?, object?, bool> holds) => new(true, holds);

    private static object? Remainder(object? value, object? by)
    {
        if (value is Undefined undefined) throw undefined.Failure();
        return Numbers.IsNumber(value) && Numbers.IsNumber(by) ? Numbers.Modulo(value!, by!) : throw new TemplateException($"a {Kinds.NameOf(value)} is neither odd nor even");
    }

    // Identity, where Python has it: None, True and False are one each; equal small integers are too.
    private static bool IsSame(object? a, object? b) => (a, b) switch
    {
        (bool x, bool y) => x == y,
        (long x, long y) => x == y,
        (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
        _ => ReferenceEquals(a, b),
    };
}
