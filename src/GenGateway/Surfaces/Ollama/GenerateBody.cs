using System.Text.Json;
using GenGateway.Journey;
using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Ollama;

/// <summary>
/// A body of <c>/api/generate</c>. The model's template is put around the prompt, which is what a chat of one message means elsewhere; with <c>raw</c> or a
/// <c>suffix</c> the text goes on as it is.
/// </summary>
internal sealed class GenerateBody(ReadOnlyMemory<byte> body) : OllamaBody(body)
{
    /// <summary>Whether a body asks for text that goes on rather than for an answer.</summary>
    public static bool IsCompletion(ReadOnlySpan<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = JsonGuard.MaxDepth });
        reader.Read();
        var found = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isRaw, isSuffix) = (reader.Is("raw"u8), reader.Is("suffix"u8));
            reader.Read();
            found |= (isRaw && reader.TokenType == JsonTokenType.True) || (isSuffix && reader.TokenType == JsonTokenType.String && !reader.ValueSpan.IsEmpty);
            reader.Skip();
        }

        return found;
    }

    protected override GenerationTask ReadTask(Fields fields, Drops drops)
    {
        var prompt = fields.Text("prompt") ?? "";
        var (raw, suffix) = (fields.Flag("raw") is true, fields.Name("suffix"));
        var (system, template) = (fields.Name("system"), fields.Name("template"));
        var context = fields.Array("context") is { } tokens && tokens.GetArrayLength() > 0;
        if (raw && (system is not null || template is not null || context))
            fields.Faults.Add("raw", "raw mode does not support template, system, or context: leave them out, or raw.");
        // Templates in Go's language, and the tokens of another server, mean nothing elsewhere.
        if (template is not null)
            drops.Add("template");
        if (context)
            drops.Add("context");
        return raw || suffix is not null ? Completion(fields, drops, prompt, suffix, system) : Chat(fields, drops, prompt, system);
    }

    protected override void WritePrompt(ref Utf8JsonReader reader, PromptText text) => text.Prompt(ref reader, "prompt"u8);

    private static CompletionTask Completion(Fields fields, Drops drops, string prompt, string? suffix, string? system)
    {
        if (Pictures.Read(fields).Count > 0)
            fields.Faults.Add("images", "images cannot be sent with raw or suffix to a backend of another protocol; leave raw and suffix out.");
        // Nothing of these can be told where a text goes on.
        if (system is not null)
            drops.Add("system");
        if (ChatFields.Format(fields) is not null)
            drops.Add("format");
        if (ChatFields.Effort(fields) is not (null or "none"))
            drops.Add("think");
        return new CompletionTask([new CompletionPrompt("prompt", prompt, null)], Echo: false, OptionFields.Read(fields, drops)) { Suffix = suffix };
    }

    private static ChatTask Chat(Fields fields, Drops drops, string prompt, string? system)
    {
        var user = new ChatMessage("user", [new ChatPart.Text(prompt), .. Pictures.Read(fields)]) { Field = "prompt" };
        return new ChatTask(system is null ? [user] : [new ChatMessage("system", system) { Field = "system" }, user], OptionFields.Read(fields, drops))
        {
            ResponseFormat = ChatFields.Format(fields),
            ReasoningEffort = ChatFields.Effort(fields),
        };
    }
}
