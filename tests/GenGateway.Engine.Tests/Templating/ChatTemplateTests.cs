using System.Text;
using GenGateway.Engine.Templating;

namespace GenGateway.Engine.Tests.Templating;

public sealed class ChatTemplateTests
{
    private static readonly Dictionary<string, object?> None = [];

    [Theory]
    [InlineData("a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc")]
    [InlineData("a {{- ' b ' -}} c", "a b c")]
    [InlineData("{{ 'x' + ' y ' | trim + 'z' }}", "xyz")]
    [InlineData("{% for m in [1, 2] %}{{ loop.index }}/{{ loop.length }}{{ ',' if not loop.last }}{% endfor %}", "1/2,2/2")]
    [InlineData("{% generation %}{% set x = 1 %}{% endgeneration %}{{ x }}.", ".")]
    [InlineData("{{ 9007199254740993 / 1 }} {{ (9007199254740993 * 9007199254740993) / 9007199254740993 }}", "9007199254740992.0 9007199254740992.0")]
    [InlineData("{{ 1e23 }} {{ 5e-324 }} {{ 1.7976931348623157e308 }} {{ 123456789012345680.0 }}", "1e+23 5e-324 1.7976931348623157e+308 1.2345678901234568e+17")]
    [InlineData("{{ '%5s|%-5s|%05d|%%|%r' % ('a', 'b', -42, 'c') }}", "    a|b    |-0042|%|'c'")]
    [InlineData("{{ (1, 2) == (1, 2.0) }}{{ {'a': [1]} == {'a': [true]} }}", "TrueTrue")]
    [InlineData("{% for x in [1, 2, 3] %}{% if x == 2 %}{% continue %}{% endif %}{{ x }}{% else %}none{% endfor %}", "13")]
    public void Renders(string template, string text) => Assert.Equal(text, ChatTemplate.Parse(template).Render(None));

    [Theory]
    [InlineData("a\n{% macro x() %}", 2, 4, "the tag 'macro' is not supported")]
    [InlineData("{{ x | nosuch }}", 1, 8, "the filter 'nosuch' is not supported")]
    [InlineData("\r\n\r\n {{ x is nosuch }}", 3, 10, "the test 'nosuch' is not supported")]
    [InlineData("{{ a.encode() }}", 1, 12, "the method 'encode' is not supported")]
    [InlineData("{% if x %}", 1, 11, "'endif' is missing")]
    [InlineData("{{ 'x", 1, 4, "a text has no closing quote")]
    [InlineData("{{ f(*x) }}", 1, 6, "arguments spread with '*' are not supported")]
    public void What_cannot_be_read_is_told_with_line_and_column(string template, int line, int column, string words)
    {
        var problem = Assert.Throws<TemplateSyntaxException>(() => ChatTemplate.Parse(template));
        Assert.Equal($"line {line}, column {column}: {words}", problem.Message);
        Assert.Equal((line, column), (problem.Line, problem.Column));
    }

    [Fact]
    public void An_exception_of_the_template_keeps_its_message()
    {
        var failure = Assert.Throws<TemplateException>(() => ChatTemplate.Parse("\n{{ raise_exception('no ' ~ 'tools') }}").Render(None));
        Assert.Equal(("no tools", true), (failure.Message, failure.Raised));
    }

    [Fact]
    public void Other_failures_name_the_line()
    {
        var failure = Assert.Throws<TemplateException>(() => ChatTemplate.Parse("a\n\n{{ message.content }}").Render(None));
        Assert.Equal(("line 3: 'message' is undefined", false), (failure.Message, failure.Raised));
    }

    [Theory]
    [InlineData("{{ 'abc' * 9999999 }}", "4194304")]
    [InlineData("{% for a in range(100000) %}{{ 'x' * 100 }}{% endfor %}", "4194304 characters")]
    [InlineData("{% for a in range(2000) %}{% for b in range(2000) %}{% endfor %}{% endfor %}", "1000000 loop iterations")]
    [InlineData("{% set n = namespace(s='x') %}{% for a in range(100) %}{% set n.s = n.s + n.s %}{% endfor %}", "4194304")]
    [InlineData("{% set n = namespace(l=[1]) %}{% for a in range(100) %}{% set n.l = n.l + n.l %}{% endfor %}", "4194304")]
    [InlineData("{% set n = namespace(l=[]) %}{% for a in range(100000) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}", "nested too deeply")]
    [InlineData("{% set n = namespace(a=[], b=[]) %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% set n.b = [n.b, n.b] %}{% endfor %}{{ n.a == n.b }}", "too large to compare")]
    [InlineData("{% set n = namespace(a=[]) %}{% for i in range(60) %}{% set n.a = [n.a, n.a] %}{% endfor %}{{ n.a | tojson }}", "4194304 characters")]
    [InlineData("{% set s = 'x' * 4000000 %}{% for i in range(1000) %}{{ s[0] }}{% endfor %}", "all together")]
    [InlineData("{{ 10 ** 100000 }}", "16384 bits")]
    [InlineData("{{ 2 ** 10000 * 2 ** 10000 }}", "16384 bits")]
    [InlineData("{{ range(100001) }}", "100000 entries")]
    public void Bounds_are_told_instead_of_reached(string template, string words)
        => Assert.Contains(words, Assert.Throws<TemplateException>(() => ChatTemplate.Parse(template).Render(None)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("{{ ", "(", "")]
    [InlineData("{{ ", "[", "")]
    [InlineData("{{ ", "not ", "x }}")]
    [InlineData("{{ ", "- ", "x }}")]
    [InlineData("{{ ", "x if x else ", "x }}")]
    [InlineData("{{ x", "[x", "")]
    [InlineData("{% set ", "(", "")]
    [InlineData("", "{% if x %}", "")]
    public void Deep_nesting_is_refused_when_it_is_read(string before, string repeated, string after)
        => Assert.Throws<TemplateSyntaxException>(() => ChatTemplate.Parse(before + string.Concat(Enumerable.Repeat(repeated, 50_000)) + after));

    [Theory]
    [InlineData("+ 'a' ")]
    [InlineData("and 'a' ")]
    [InlineData("or 'a' ")]
    [InlineData("| trim ")]
    [InlineData("~ 'a' ")]
    public void Long_chains_render_or_fail_with_words(string repeated)
    {
        var template = ChatTemplate.Parse("{{ 'a' " + string.Concat(Enumerable.Repeat(repeated, 80_000)) + "}}");
        try
        {
            Assert.NotEmpty(template.Render(None));
        }
        catch (TemplateException e)
        {
            Assert.Matches("nested too deeply|grows beyond", e.Message);
        }
    }

    [Fact]
    public void A_variable_of_an_unknown_kind_is_refused()
        => Assert.Contains("Uri", Assert.Throws<TemplateException>(() => ChatTemplate.Parse("").Render(new Dictionary<string, object?> { ["x"] = new Uri("http://a") })).Message, StringComparison.Ordinal);

    [Fact]
    public void One_template_serves_many_threads_at_once()
    {
        var template = ChatTemplate.Parse("{% set n = namespace(s='') %}{% for x in xs %}{% set n.s = n.s ~ x %}{% endfor %}{{ n.s }}");
        Parallel.For(0, 200, i => Assert.Equal($"{i}{i + 1}", template.Render(new Dictionary<string, object?> { ["xs"] = new object?[] { (long)i, i + 1 } })));
    }

    [Fact]
    public void No_template_makes_the_reader_or_the_renderer_throw_anything_else()
    {
        string[] seeds = [.. ChatFixtures.Lines("micro.jsonl").Select(micro => (string)micro["t"]!), ChatFixtures.Read("templates/llama2.jinja"), ChatFixtures.Read("templates/phi3.jinja")];
        const string letters = "{}%#-+|.,:'\"()[]~*/ \n\\axis01_=<>é👩";
        var context = ChatFixtures.Json(ChatFixtures.Read("micro-context.json"));
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var text = new StringBuilder(seeds[random.Next(seeds.Length)]);
            for (var edits = random.Next(1, 5); edits > 0 && text.Length > 0; edits--)
            {
                var at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Remove(at, 1);
                text.Insert(Math.Min(at, text.Length), letters[random.Next(letters.Length)]);
            }

            try
            {
                ChatTemplate.Parse(text.ToString()).Render(context);
            }
            catch (Exception e) when (e is TemplateSyntaxException or TemplateException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"{text}: {e}");
            }
        }
    }
}
