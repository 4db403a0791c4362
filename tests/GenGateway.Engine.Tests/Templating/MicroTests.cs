using System.Text;
using GenGateway.Engine.Templating;

namespace GenGateway.Engine.Tests.Templating;

public sealed class MicroTests(ITestOutputHelper output)
{
    // Of 764 cases, 672 of which give a text. Raise it with every construct that is added; the rest is refused when it is read.
    private const int MustBeExact = 472;

    [Fact]
    public void Every_micro_case_gives_exactly_the_recorded_text_or_fails_as_recorded_or_is_refused_by_name()
    {
        var context = ChatFixtures.Json(ChatFixtures.Read("micro-context.json"));
        var wrong = new StringBuilder();
        var (exact, failed, refused, count, texts) = (0, 0, 0, 0, 0);
        foreach (var micro in ChatFixtures.Lines("micro.jsonl"))
        {
            count++;
            if (micro.ContainsKey("out")) texts++;
            var template = (string)micro["t"]!;
            string? problem = null;
            try
            {
                var text = ChatTemplate.Parse(template).Render(context);
                if (!micro.TryGetValue("out", out var expected)) problem = $"gave '{text}', should fail with {micro["error"]}";
                else if (text == (string)expected!) exact++;
                else problem = $"gave '{text}', not '{expected}'";
            }
            catch (TemplateSyntaxException e)
            {
                refused++;
                if (micro.ContainsKey("out") && !e.Message.EndsWith("is not supported", StringComparison.Ordinal)) problem = $"refused without a name: {e.Message}";
                output.WriteLine($"{template}  {e.Message}");
            }
            catch (TemplateException e)
            {
                if (micro.ContainsKey("out")) problem = $"failed: {e.Message}";
                else if ((string)micro["kind"]! == "raise" && (e.Message != (string)micro["error"]! || !e.Raised)) problem = $"raised '{e.Message}'";
                else failed++;
            }

            if (problem is not null) wrong.Append(null, $"{template}  {problem}\n");
        }

        output.WriteLine($"{exact} of {texts} exact, {failed} failed as recorded, {refused} refused");
        Assert.Equal("", wrong.ToString());
        Assert.Equal(764, count);
        Assert.True(exact >= MustBeExact, $"{exact} < {MustBeExact}");
    }
}
