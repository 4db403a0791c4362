using GenGateway.Engine.Templating;

namespace GenGateway.Engine.Tests.Templating;

public sealed class PublishedFormatTests
{
    [Theory]
    [InlineData("gpt2")]
    [InlineData("llama")]
    public void The_templates_of_the_text_models_give_the_recorded_text(string model)
    {
        var chat = ChatFixtures.Json(ChatFixtures.Read($"models/{model}/chat.json"));
        var variables = new Dictionary<string, object?> { ["messages"] = chat["messages"], ["add_generation_prompt"] = true };
        Assert.Equal(chat["text"], ChatTemplate.Parse(ChatFixtures.Read($"models/{model}/chat_template.jinja")).Render(variables));
    }

    [Theory]
    [InlineData("llama2")]
    [InlineData("phi3")]
    [InlineData("zephyr")]
    public void A_template_in_scope_renders_every_recorded_case_exactly(string name)
    {
        var template = ChatTemplate.Parse(ChatFixtures.Read($"templates/{name}.jinja"));
        var inputs = ChatFixtures.Json(ChatFixtures.Read("inputs.json"));
        var cases = 0;
        foreach (var recorded in ChatFixtures.Lines($"{name}.jsonl"))
        {
            cases++;
            var variables = Variables(inputs, recorded);
            if (recorded.TryGetValue("out", out var expected))
            {
                Assert.Equal(expected, template.Render(variables));
            }
            else
            {
                var failure = Assert.Throws<TemplateException>(() => template.Render(variables));
                if ((string)recorded["kind"]! == "raise") Assert.Equal(recorded["error"], failure.Message);
            }
        }

        Assert.True(cases >= 34);
    }

    [Theory]
    [InlineData("chatml", "line 1, column 5: the tag 'macro' is not supported")]
    [InlineData("smollm", "'strftime_now' is not supported")]
    [InlineData("deepseek", "the filter 'selectattr' is not supported")]
    [InlineData("phi4", "the filter 'map' is not supported")]
    public void A_template_out_of_scope_is_refused_when_it_is_read_by_the_name_of_the_construct(string name, string words)
        => Assert.Contains(words, Assert.Throws<TemplateSyntaxException>(() => ChatTemplate.Parse(ChatFixtures.Read($"templates/{name}.jinja"))).Message, StringComparison.Ordinal);

    private static Dictionary<string, object?> Variables(IReadOnlyDictionary<string, object?> inputs, IReadOnlyDictionary<string, object?> recorded)
    {
        var variables = new Dictionary<string, object?>((IReadOnlyDictionary<string, object?>)inputs["special_tokens"]!)
        {
            ["add_generation_prompt"] = false,
            ["tools"] = null,
            ["documents"] = null,
        };
        foreach (var (key, value) in recorded)
        {
            if (key is "out" or "error" or "kind") continue;
            variables[key] = key is "messages" or "tools" or "documents" && value is string entry ? ((IReadOnlyDictionary<string, object?>)inputs[key]!)[entry] : value;
        }

        return variables;
    }
}
