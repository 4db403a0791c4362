using GenGateway.Engine.Templating.Nodes;
using GenGateway.Engine.Templating.Reading;
using GenGateway.Engine.Templating.Values;

namespace GenGateway.Engine.Templating;

/// <summary>A chat template, written in the part of Jinja that <see cref="Parse"/> reads.</summary>
/// <remarks>
/// Immutable and thread safe. Text comes out as transformers' own environment gives it: trim_blocks, lstrip_blocks, no escaping,
/// one newline at the end dropped. What is not known is refused by <see cref="Parse"/>, never rendered wrong.
/// </remarks>
public sealed class ChatTemplate
{
    /// <summary>The longest source that is read, in characters.</summary>
    public const int MostSource = 1024 * 1024;

    private readonly IReadOnlyList<Statement> _body;

    private ChatTemplate(IReadOnlyList<Statement> body) => _body = body;

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateSyntaxException">It is malformed, or uses a construct that is not supported; the message names it.</exception>
    public static ChatTemplate Parse(string source)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Length > MostSource) throw new TemplateSyntaxException($"the template has more than {MostSource} characters", 1, 1);
        return new ChatTemplate(new StatementParser(new TokenStream(Lexer.Read(source))).ReadTemplate());
    }

    /// <summary>Renders with <paramref name="variables"/>: null, bool, long, double, string, and lists and string-keyed dictionaries of those.</summary>
    /// <exception cref="TemplateException">The template raised an error, a value has the wrong type, or a bound was reached.</exception>
    public string Render(IReadOnlyDictionary<string, object?> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var state = new RenderState(Input.Convert(variables));
        try
        {
            state.Run(_body);
        }
        catch (TemplateException e) when (!e.Raised)
        {
            throw new TemplateException($"line {state.Line}: {e.Message}");
        }

        return state.Text;
    }
}
