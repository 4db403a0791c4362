using System.Runtime.CompilerServices;
using GenGateway.Engine.Templating.Nodes;

namespace GenGateway.Engine.Templating.Reading;

/// <summary>Reads a template's text and tags.</summary>
internal sealed class StatementParser(TokenStream tokens)
{
    private const int MostDepth = 64;

    private readonly ExpressionParser _expressions = new(tokens);
    private int _depth;
    private int _loops;

    public IReadOnlyList<Statement> ReadTemplate()
    {
        var body = ReadBody();
        return tokens.Is(TokenKind.End) ? body : throw tokens.Current.Problem($"'{tokens.Current.Text}' has nothing to end or belong to");
    }

    // Up to the end, or to a tag that begins with one of the names, the reader then stands at that name.
    private List<Statement> ReadBody(params ReadOnlySpan<string> ends)
    {
        if (_depth >= MostDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw tokens.Current.Problem($"tags are nested deeper than {MostDepth}");
        _depth++;
        var body = new List<Statement>();
        while (!tokens.Is(TokenKind.End))
        {
            var token = tokens.Take();
            if (token.Kind == TokenKind.Text)
            {
                body.Add(new TextPart(token.Text, token.Line));
            }
            else if (token.Kind == TokenKind.OutputBegin)
            {
                body.Add(new Output(_expressions.ReadTuple(), token.Line));
                tokens.Expect(TokenKind.OutputEnd, "'}}'");
            }
            else
            {
                if (tokens.Is(TokenKind.Name) && ends.Contains(tokens.Current.Text)) break;
                body.Add(ReadTag());
            }
        }

        if (ends.Length > 0 && tokens.Is(TokenKind.End)) throw tokens.Current.Problem($"'{ends[^1]}' is missing");
        _depth--;
        return body;
    }

    private Statement ReadTag()
    {
        var name = tokens.Expect(TokenKind.Name, "the name of a tag");
        switch (name.Text)
        {
            case "for":
                return ReadFor(name);
            case "if":
                return ReadIf(name);
            case "set":
                return ReadSet(name);
            case "with":
                return ReadWith(name);
            case "filter":
                var filtered = _expressions.ReadFilters(new Name(SetBlock.Written), first: true);
                EndTag();
                return new FilterBlock(filtered, ReadEnded("endfilter"), name.Line);
            case "generation":
                return ReadGeneration(name);
            case "break" or "continue":
                if (_loops == 0) throw name.Problem($"'{name.Text}' stands outside a loop");
                EndTag();
                return new Jump(name.Text == "break" ? Flow.Break : Flow.Continue, name.Line);
            case "elif" or "else" or "endif" or "endfor" or "endset" or "endwith" or "endfilter" or "endgeneration":
                throw name.Problem($"'{name.Text}' has nothing to end or belong to");
            default:
                throw name.Problem($"the tag '{name.Text}' is not supported");
        }
    }

    private For ReadFor(Token name)
    {
        var target = ReadTarget(endName: "in");
        if (!tokens.SkipName("in")) throw tokens.Current.Problem($"expected 'in', found {tokens.Current.Description}");
        var values = _expressions.ReadTuple(withCondition: false, endName: "recursive");
        var condition = tokens.SkipName("if") ? _expressions.Read() : null;
        if (tokens.IsName("recursive")) throw tokens.Current.Problem("a recursive loop is not supported");
        EndTag();
        _loops++;
        var body = ReadBody("else", "endfor");
        _loops--;
        List<Statement> otherwise = [];
        if (tokens.SkipName("else"))
        {
            EndTag();
            otherwise = ReadBody("endfor");
        }

        tokens.Take();
        EndTag();
        return new For(target, values, condition, body, otherwise, name.Line);
    }

    private If ReadIf(Token name)
    {
        var branches = new List<(Expression?, IReadOnlyList<Statement>)>();
        var condition = _expressions.ReadTuple(withCondition: false);
        while (true)
        {
            EndTag();
            branches.Add((condition, ReadBody("elif", "else", "endif")));
            if (!tokens.SkipName("elif")) break;
            condition = _expressions.ReadTuple(withCondition: false);
        }

        if (tokens.SkipName("else"))
        {
            EndTag();
            branches.Add((null, ReadBody("endif")));
        }

        tokens.Take();
        EndTag();
        return new If(branches, name.Line);
    }

    private Statement ReadSet(Token name)
    {
        var target = ReadTarget(withAttribute: true);
        if (tokens.SkipOperator("="))
        {
            var value = _expressions.ReadTuple();
            EndTag();
            return new Set(target, value, name.Line);
        }

        var filtered = _expressions.ReadFilters(new Name(SetBlock.Written), first: false);
        EndTag();
        return new SetBlock(target, filtered, ReadEnded("endset"), name.Line);
    }

    private With ReadWith(Token name)
    {
        var variables = new List<(Target, Expression)>();
        while (!tokens.Is(TokenKind.TagEnd))
        {
            if (variables.Count > 0) tokens.ExpectOperator(",");
            var target = ReadSingleTarget(withAttribute: false);
            tokens.ExpectOperator("=");
            variables.Add((target, _expressions.Read()));
        }

        EndTag();
        return new With(variables, ReadEnded("endwith"), name.Line);
    }

    // Marks what a model wrote, for training; the text is the same. A loop cannot be left from inside.
    private With ReadGeneration(Token name)
    {
        EndTag();
        var loops = _loops;
        _loops = 0;
        var body = ReadEnded("endgeneration");
        _loops = loops;
        return new With([], body, name.Line);
    }

    private List<Statement> ReadEnded(string end)
    {
        var body = ReadBody(end);
        tokens.Take();
        EndTag();
        return body;
    }

    private Target ReadTarget(bool withAttribute = false, string? endName = null)
    {
        var first = ReadSingleTarget(withAttribute);
        if (!tokens.IsOperator(",")) return first;
        List<Target> parts = [first];
        while (tokens.SkipOperator(","))
        {
            if (tokens.IsOperator("=") || tokens.IsOperator(")") || (endName is not null && tokens.IsName(endName))) break;
            parts.Add(ReadSingleTarget(withAttribute));
        }

        return new Target(null, null, parts);
    }

    private Target ReadSingleTarget(bool withAttribute)
    {
        if (tokens.SkipOperator("("))
        {
            if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw tokens.Current.Problem("names are nested too deeply");
            var inner = ReadTarget(withAttribute);
            tokens.ExpectOperator(")");
            return inner;
        }

        var name = tokens.Expect(TokenKind.Name, "a name to set");
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None" or "loop" or "in") throw name.Problem($"'{name.Text}' cannot be set");
        var attribute = withAttribute && tokens.SkipOperator(".") ? tokens.Expect(TokenKind.Name, "the name of an attribute").Text : null;
        return new Target(name.Text, attribute, []);
    }

    private void EndTag() => tokens.Expect(TokenKind.TagEnd, "'%}'");
}
