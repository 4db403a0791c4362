using System.Text.Json;

namespace GenGateway.Engine.Text.Loading;

/// <summary>What <c>tokenizer_config.json</c> and the chat template files say: special tokens by role, and the template for ordinary chats.</summary>
/// <param name="SpecialTokens">From roles such as <c>bos_token</c> to the token's text; roles without a token are left out.</param>
/// <param name="ChatTemplate">Null when the model has none. Templates with other names, such as <c>tool_use</c>, are not read.</param>
internal sealed record TokenizerConfig(IReadOnlyDictionary<string, string> SpecialTokens, string? ChatTemplate)
{
    private const string Default = "default";
    private const int MaxTemplateBytes = 1 << 20;

    /// <exception cref="ModelLoadException">A file is damaged.</exception>
    public static TokenizerConfig Read(string folder)
    {
        var path = Path.Combine(folder, "tokenizer_config.json");
        var root = JsonFile.TryRead(path);
        var inline = root?.Find("chat_template") is { } element ? InlineTemplate(path, element) : null;

        // The file wins over the inline field.
        var template = ReadTemplate(Path.Combine(folder, "chat_template.jinja")) ?? inline;
        return new TokenizerConfig(root is { } found ? Tokens(found) : [], template);
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

    private static string? InlineTemplate(string path, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.String)
        {
            return element.GetString();
        }

        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new ModelLoadException(path, $"found a chat_template of kind {element.ValueKind}; expected a string or a list of named templates");
        }

        string? chosen = null;
        foreach (var entry in element.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.Object
                || entry.Find("name") is not { ValueKind: JsonValueKind.String } name
                || entry.Find("template") is not { ValueKind: JsonValueKind.String } template)
            {
                throw new ModelLoadException(path, "found a chat_template entry without a name or a template; expected both as strings");
            }

            if (name.ValueEquals(Default))
            {
                chosen = template.GetString();
            }
        }

        return chosen;
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
