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
    public string Render(IEnumerable<ChatMessage> messages) => Render(messages, addGenerationPrompt: true, []);

    /// <summary>The conversation as the model reads it.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="addGenerationPrompt">Whether the assistant speaks next.</param>
    /// <param name="more">Further variables; those of the conversation win.</param>
    /// <exception cref="TemplateException">The template refuses these messages.</exception>
    public string Render(IEnumerable<ChatMessage> messages, bool addGenerationPrompt, IEnumerable<KeyValuePair<string, object?>> more)
    {
        var variables = new Dictionary<string, object?>(more)
        {
            ["messages"] = messages.Select(message => (object?)new Dictionary<string, object?> { ["role"] = message.Role, ["content"] = message.Text }).ToArray(),
            ["add_generation_prompt"] = addGenerationPrompt,
        };

        // One that is not set stays undefined, not empty: templates ask.
        foreach (var (name, token) in specialTokens)
            variables[name] = token;
        return template.Render(variables);
    }
}
