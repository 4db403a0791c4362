using GenGateway.Engine.Templating.Nodes;

namespace GenGateway.Engine.Templating.Reading;

/// <summary>Reads operands with what stands behind them: attributes, entries, calls, filters and tests. Refuses by name what is not supported.</summary>
internal sealed class OperandParser(TokenStream tokens, ExpressionParser expressions)
{
    public Expression ReadPrimary()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return Named(token);
            case TokenKind.String:
                var text = Literals.String(token);
                while (tokens.Is(TokenKind.String)) text += Literals.String(tokens.Take());
                return new Literal(text);
            case TokenKind.Number:
                return new Literal(Literals.Number(token));
            case TokenKind.Operator when token.Text == "(":
                var tuple = expressions.ReadTuple(inBrackets: true);
                tokens.ExpectOperator(")");
                return tuple;
            case TokenKind.Operator when token.Text == "[":
                return new ListLiteral(ReadList());
            case TokenKind.Operator when token.Text == "{":
                return new DictLiteral(ReadEntries());
            default:
                throw token.Problem($"expected an expression, found {token.Description}");
        }
    }

    public Expression ReadPostfix(Expression value)
    {
        while (true)
        {
            if (tokens.SkipOperator(".")) value = ReadAttribute(value);
            else if (tokens.SkipOperator("[")) value = ReadItem(value);
            else if (tokens.IsOperator("(")) value = ReadCall(value);
            else return value;
        }
    }

    public Expression ReadFiltersAndTests(Expression value)
    {
        while (true)
        {
            if (tokens.IsOperator("|")) value = ReadFilters(value, first: false);
            else if (tokens.IsName("is")) value = ReadTest(value);
            else if (tokens.IsOperator("(")) value = ReadCall(value);
            else return value;
        }
    }

    /// <summary>Filters; the <paramref name="first"/> one of a block has no bar before it.</summary>
    public Expression ReadFilters(Expression value, bool first)
    {
        for (; first || tokens.SkipOperator("|"); first = false)
        {
            var name = tokens.Expect(TokenKind.Name, "the name of a filter");
            if (!FilterTable.All.TryGetValue(name.Text, out var filter)) throw name.Problem($"the filter '{name.Text}' is not supported");
            var (positional, named) = tokens.IsOperator("(") ? ReadArguments() : ([], []);
            if (name.Text == "format" && value is Literal { Value: string format }) ExpressionParser.CheckFormat(name, format);
            value = new FilterCall(value, filter, Ordered(name, filter, positional, named));
        }

        return value;
    }

    private static Literal Constant(object? value) => new(value);

    private static Expression Named(Token token)
    {
        if (Functions.Unsupported.Contains(token.Text)) throw token.Problem($"'{token.Text}' is not supported");
        return token.Text switch
        {
            "true" or "True" => Constant(true),
            "false" or "False" => Constant(false),
            "none" or "None" => Constant(null),
            _ => new Name(token.Text),
        };
    }

    private static IReadOnlyList<Expression?> Ordered(Token name, Filter filter, List<Expression> positional, List<(string Name, Expression Value)> named)
    {
        if (filter.TakesAny) return named.Count == 0 ? positional : throw name.Problem($"the filter '{name.Text}' with the argument '{named[0].Name}' is not supported");
        if (positional.Count > filter.Parameters.Length) throw name.Problem($"the filter '{name.Text}' with {positional.Count} arguments is not supported");
        var ordered = new Expression?[filter.Parameters.Length];
        for (var i = 0; i < positional.Count; i++) ordered[i] = positional[i];
        foreach (var (argument, value) in named)
        {
            var at = Array.IndexOf(filter.Parameters, argument);
            if (at < 0 || ordered[at] is not null) throw name.Problem($"the filter '{name.Text}' with the argument '{argument}' is not supported");
            ordered[at] = value;
        }

        return Array.IndexOf(ordered, null, 0, filter.Required) < 0 ? ordered : throw name.Problem($"the filter '{name.Text}' needs {filter.Required} arguments");
    }

    private List<Expression> ReadList()
    {
        var items = new List<Expression>();
        while (!tokens.SkipOperator("]"))
        {
            if (items.Count > 0) tokens.ExpectOperator(",");
            if (tokens.SkipOperator("]")) break;
            items.Add(expressions.Read());
        }

        return items;
    }

    private List<(Expression, Expression)> ReadEntries()
    {
        var entries = new List<(Expression, Expression)>();
        while (!tokens.SkipOperator("}"))
        {
            if (entries.Count > 0) tokens.ExpectOperator(",");
            if (tokens.SkipOperator("}")) break;
            var key = expressions.Read();
            tokens.ExpectOperator(":");
            entries.Add((key, expressions.Read()));
        }

        return entries;
    }

    private Expression ReadAttribute(Expression value)
    {
        var name = tokens.Take();
        return name.Kind switch
        {
            TokenKind.Name => new AttributeAccess(value, name.Text),
            TokenKind.Number when Literals.Number(name) is long index => new ItemAccess(value, Constant(index)),
            _ => throw name.Problem($"expected a name, found {name.Description}"),
        };
    }

    private Expression ReadItem(Expression value)
    {
        var parts = new Expression?[3];
        var part = 0;
        while (true)
        {
            if (tokens.SkipOperator("]")) break;
            if (tokens.SkipOperator(":"))
            {
                if (++part > 2) throw tokens.Current.Problem("a slice has at most two ':'");
                continue;
            }

            if (tokens.IsOperator(",")) throw tokens.Current.Problem("several keys in brackets are not supported");
            if (parts[part] is not null) throw tokens.Current.Problem($"expected ']', found {tokens.Current.Description}");
            parts[part] = expressions.Read();
        }

        if (part > 0) return new SliceAccess(value, parts[0], parts[1], parts[2]);
        return new ItemAccess(value, parts[0] ?? throw tokens.Current.Problem("brackets without a key"));
    }

    private Call ReadCall(Expression callee)
    {
        // The values are not known yet, but no value has other methods than these.
        if (callee is AttributeAccess method && !Methods.Known.Contains(method.Name)) throw tokens.Current.Problem($"the method '{method.Name}' is not supported");
        var (positional, named) = ReadArguments();
        return new Call(callee, positional, named);
    }

    private (List<Expression> Positional, List<(string Name, Expression Value)> Named) ReadArguments()
    {
        var positional = new List<Expression>();
        var named = new List<(string, Expression)>();
        tokens.ExpectOperator("(");
        for (var first = true; !tokens.SkipOperator(")"); first = false)
        {
            if (!first) tokens.ExpectOperator(",");
            if (tokens.SkipOperator(")")) break;
            if (tokens.IsOperator("*") || tokens.IsOperator("**")) throw tokens.Current.Problem($"arguments spread with '{tokens.Current.Text}' are not supported");
            if (tokens.Is(TokenKind.Name) && tokens.Following is { Kind: TokenKind.Operator, Text: "=" })
            {
                var name = tokens.Take().Text;
                tokens.Take();
                named.Add((name, expressions.Read()));
            }
            else
            {
                if (named.Count > 0) throw tokens.Current.Problem("an argument without a name stands behind one with a name");
                positional.Add(expressions.Read());
            }
        }

        return (positional, named);
    }

    private Expression ReadTest(Expression value)
    {
        tokens.Take();
        var negated = tokens.SkipName("not");
        var name = tokens.Expect(TokenKind.Name, "the name of a test");
        if (tokens.IsOperator(".") || !TestTable.All.TryGetValue(name.Text, out var test)) throw name.Problem($"the test '{name.Text}' is not supported");
        var arguments = new List<Expression>();
        if (tokens.IsOperator("("))
        {
            var (positional, named) = ReadArguments();
            if (named.Count > 0) throw name.Problem($"the test '{name.Text}' with the argument '{named[0].Name}' is not supported");
            arguments = positional;
        }
        else if (BeginsArgument())
        {
            if (tokens.IsName("is")) throw tokens.Current.Problem("a test cannot follow a test");
            arguments.Add(ReadPostfix(ReadPrimary()));
        }

        if (arguments.Count != (test.TakesArgument ? 1 : 0)) throw name.Problem($"the test '{name.Text}' with {arguments.Count} arguments is not supported");
        Expression result = new TestCall(value, test, arguments.Count == 0 ? null : arguments[0]);
        return negated ? new Negation(result) : result;
    }

    private bool BeginsArgument() => tokens.Current.Kind switch
    {
        TokenKind.Name => tokens.Current.Text is not ("else" or "or" or "and"),
        TokenKind.String or TokenKind.Number => true,
        TokenKind.Operator => tokens.Current.Text is "[" or "{",
        _ => false,
    };
}
