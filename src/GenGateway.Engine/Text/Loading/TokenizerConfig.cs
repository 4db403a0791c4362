using System.Text.Json;

namespace GenGateway.Engine.Text.Loading;

/// <summary>What <c>tokenizer_config.json</c> and the chat template files say: special tokens by role, and templates by name.</summary>
/// <param name="SpecialTokens">From roles such as <c>bos_token</c> to the token's text; roles without a token are left out.</param>
/// <param name="ChatTemplate">The template for ordinary chats; null when the model has none.</param>
/// <param name="NamedChatTemplates">Further templates, such as <c>tool_use</c>.</param>
internal sealed record TokenizerConfig(
    IReadOnlyDictionary<string, string> SpecialTokens, string? ChatTemplate, IReadOnlyDictionary<string, string> NamedChatTemplates)
{
    private const string Default = "default";
    private const int MaxTemplateBytes = 1 << 20;

    /// <exception cref="ModelLoadException">A file is damaged.</exception>
    public static TokenizerConfig Read(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        var root = JsonFile.TryRead(path);
        var inline = root?.Find("chat_template") is { } element ? InlineTemplates(path, element) : [];

        // The file wins over the inline field as a whole: named templates of an inline list vanish with it.
        if (ReadTemplate(Path.Combine(folder, "chat_template.jinja")) is { } file)
        {
            inline = new() { [Default] = file };
        }

        var extras = Path.Combine(folder, "additional_chat_templates");
        if (Directory.Exists(extras))
        {
            foreach (var extra in Directory.EnumerateFiles(extras, "*.jinja"))
            {
                inline[Path.GetFileNameWithoutExtension(extra)] = ReadTemplate(extra)!;
            }
        }

        inline.Remove(Default, out var template);
        return new TokenizerConfig(root is { } found ? Tokens(found) : new Dictionary<string, string>(), template, inline);
    }

    // A token is a string, or an object that holds it with its flags.
    private static Dictionary<string, string> Tokens(JsonElement root)
    {
        var tokens = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in root.EnumerateObject().Where(property => property.Name.EndsWith("_token", StringComparison.Ordinal)))
        {
            var value = property.Value.ValueKind == JsonValueKind.Object ? property.Value.Find("content") : property.Value;
            if (value is { ValueKind: JsonValueKind.String } text)
            {
                tokens[property.Name] = text.GetString()!;
            }
        }

        return tokens;
    }

    private static Dictionary<string, string> InlineTemplates(string path, JsonElement element)
    {
        var templates = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.ValueKind == JsonValueKind.String)
        {
            templates[Default] = element.GetString()!;
            return templates;
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new ModelLoadException(path, $"found a chat_template of kind {element.ValueKind}; expected a string or a list of named templates");
        }

        foreach (var entry in element.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object
                || entry.Find("name") is not { ValueKind: JsonValueKind.String } name
                || entry.Find("template") is not { ValueKind: JsonValueKind.String } template)
            {
                throw new ModelLoadException(path, "found a chat_template entry without a name or a template; expected both as strings");
            }

            templates[name.GetString()!] = template.GetString()!;
        }

        return templates;
    }

    private static string? ReadTemplate(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var length = ModelFile.Length(path);
            if (length > MaxTemplateBytes)
            {
                throw new ModelLoadException(path, $"found {length} bytes; expected a template of at most {MaxTemplateBytes}");
            }

            using var reader = new StreamReader(ModelFile.OpenRead(path));
            return reader.ReadToEnd();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new ModelLoadException(path, $"cannot be read ({exception.Message})", exception);
        }
    }
}
