using GenGateway.Engine.Templating;
using GenGateway.Journey;

namespace GenGateway.Backends.Onnx;

/// <summary>How a conversation becomes a prompt: the model's chat template and the special tokens it names. Immutable, thread safe.</summary>
internal sealed class ChatFormat(ChatTemplate template, IReadOnlyDictionary<string, string> specialTokens)
{
    /// <returns>Null for a model that has no template.</returns>
    /// <exception cref="TemplateSyntaxException">The template uses what the engine does not run.</exception>
    public static ChatFormat? Of(string? template, IReadOnlyDictionary<string, string> specialTokens) =>
        template is null ? null : new ChatFormat(ChatTemplate.Parse(template), specialTokens);

    /// <summary>The prompt after which the assistant speaks.</summary>
    /// <exception cref="TemplateException">The template refuses these messages.</exception>
    public string Render(IEnumerable<ChatMessage> messages)
    {
        var variables = new Dictionary<string, object?>
        {
            ["messages"] = messages.Select(message => (object?)new Dictionary<string, object?> { ["role"] = message.Role, ["content"] = message.Text }).ToArray(),
            ["add_generation_prompt"] = true,
        };

        // One that is not set stays undefined, not empty: templates ask.
        foreach (var (name, token) in specialTokens)
            variables[name] = token;
        return template.Render(variables);
    }
}
