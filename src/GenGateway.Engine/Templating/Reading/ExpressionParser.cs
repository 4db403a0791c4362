using System.Runtime.CompilerServices;
using GenGateway.Engine.Templating.Nodes;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating.Reading;

/// <summary>Reads expressions, by Jinja's precedence: <c>~</c> binds tighter than <c>+</c>, a filter tighter than both.</summary>
internal sealed class ExpressionParser
{
    private const int MostDepth = 64;

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly TokenStream _tokens;
    private readonly OperandParser _operands;
    private int _depth;

    public ExpressionParser(TokenStream tokens)
    {
        _tokens = tokens;
        _operands = new OperandParser(tokens, this);
    }

    public Expression Read(bool withCondition = true)
    {
        if (_depth >= MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw _tokens.Current.Problem($"an expression is nested deeper than {MostDepth}");
        _depth++;
        var expression = withCondition ? ReadConditional() : ReadEither();
        _depth--;
        return expression;
    }

    /// <summary>Expressions with commas between: a tuple; one without a comma: itself.</summary>
    public Expression ReadTuple(bool withCondition = true, bool inBrackets = false, string? endName = null)
    {
        var items = new List<Expression>();
        var isTuple = false;
        while (!AtTupleEnd(endName))
        {
            items.Add(Read(withCondition));
            if (!_tokens.SkipOperator(",")) break;
            isTuple = true;
        }

        if (items.Count == 0 && !inBrackets) throw _tokens.Current.Problem($"expected an expression, found {_tokens.Current.Description}");
        return isTuple || items.Count == 0 ? new TupleLiteral(items) : items[0];
    }

    /// <summary>Filters alone, applied to <paramref name="value"/>.</summary>
    public Expression ReadFilters(Expression value, bool first) => _operands.ReadFilters(value, first);

    public Expression ReadSigned(bool withFilters = true)
    {
        if (_depth >= MostDepth) throw _tokens.Current.Problem($"an expression is nested deeper than {MostDepth}");
        _depth++;
        Expression operand;
        if (_tokens.IsOperator("-") || _tokens.IsOperator("+"))
        {
            operand = new Sign(_tokens.Take().Text[0], ReadSigned(withFilters: false));
        }
        else
        {
            operand = _operands.ReadPrimary();
        }

        operand = _operands.ReadPostfix(operand);
        _depth--;
        return withFilters ? _operands.ReadFiltersAndTests(operand) : operand;
    }

    private bool AtTupleEnd(string? endName) =>
        _tokens.Is(TokenKind.TagEnd) || _tokens.Is(TokenKind.OutputEnd) || _tokens.IsOperator(")") || (endName is not null && _tokens.IsName(endName));

    private Expression ReadConditional()
    {
        var value = ReadEither();
        while (_tokens.SkipName("if"))
        {
            var condition = ReadEither();
            value = new Conditional(condition, value, _tokens.SkipName("else") ? Read() : null);
        }

        return value;
    }

    private Expression ReadEither()
    {
        var left = ReadBoth();
        while (_tokens.SkipName("or")) left = new Either(left, ReadBoth());
        return left;
    }

    private Expression ReadBoth()
    {
        var left = ReadNegation();
        while (_tokens.SkipName("and")) left = new Both(left, ReadNegation());
        return left;
    }

    private Expression ReadNegation()
    {
        if (!_tokens.SkipName("not")) return ReadComparison();
        if (_depth >= MostDepth) throw _tokens.Current.Problem($"an expression is nested deeper than {MostDepth}");
        _depth++;
        var value = ReadNegation();
        _depth--;
        return new Negation(value);
    }

    private Expression ReadComparison()
    {
        var first = ReadSum();
        var rest = new List<(string, Expression)>();
        while (true)
        {
            if (_tokens.Is(TokenKind.Operator) && Comparisons.Contains(_tokens.Current.Text))
            {
                rest.Add((_tokens.Take().Text, ReadSum()));
            }
            else if (_tokens.SkipName("in"))
            {
                rest.Add(("in", ReadSum()));
            }
            else if (_tokens.IsName("not") && _tokens.Following is { Kind: TokenKind.Name, Text: "in" })
            {
                _tokens.Take();
                _tokens.Take();
                rest.Add(("not in", ReadSum()));
            }
            else
            {
                return rest.Count == 0 ? first : new Chain(first, rest);
            }
        }
    }

    private Expression ReadSum()
    {
        var left = ReadConcatenation();
        while (_tokens.IsOperator("+") || _tokens.IsOperator("-")) left = new Arithmetic(_tokens.Take().Text, left, ReadConcatenation());
        return left;
    }

    private Expression ReadConcatenation()
    {
        var parts = new List<Expression> { ReadProduct() };
        while (_tokens.SkipOperator("~")) parts.Add(ReadProduct());
        return parts.Count == 1 ? parts[0] : new Concatenation(parts);
    }

    private Expression ReadProduct()
    {
        var left = ReadPower();
        while (_tokens.Is(TokenKind.Operator) && _tokens.Current.Text is "*" or "/" or "//" or "%")
        {
            var operation = _tokens.Take();
            if (operation.Text == "%" && left is Literal { Value: string format }) CheckFormat(operation, format);
            left = new Arithmetic(operation.Text, left, ReadPower());
        }

        return left;
    }

    private Expression ReadPower()
    {
        // From the left, unlike Python's.
        var left = ReadSigned();
        while (_tokens.SkipOperator("**")) left = new Arithmetic("**", left, ReadSigned());
        return left;
    }

    public static void CheckFormat(Token at, string format)
    {
        if (TextFormat.UnsupportedIn(format) is { } form) throw at.Problem($"the format '{form}' is not supported");
    }
}
