using System.Text;
using GenGateway.Engine.Templating;
using GenGateway.Engine.Text;
using GenGateway.Engine.Tokenizing;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Onnx;

/// <summary>Turns a task into tokens, or says why the model cannot read it.</summary>
internal static class PromptEncoder
{
    // Up to here a prompt that is too long is told its exact length; beyond, cutting it into tokens would cost seconds for nothing.
    private const long CountedBytes = 1 << 20;

    public static Outcome<IReadOnlyList<EncodedPrompt>> Encode(LoadedModel loaded, GenerationTask task) => task switch
    {
        ChatTask chat => Chat(loaded, chat),
        CompletionTask completion => Completion(loaded.Model, completion),
        _ => new Failure(FailureKind.Internal, "The embedded engine was asked for what it does not offer."),
    };

    /// <summary>How many tokens a conversation comes to, also where they do not fit.</summary>
    public static Outcome<int> Count(LoadedModel loaded, ChatTask task)
    {
        if (!Render(loaded, task).TryGet(out var text, out var failure))
            return failure;
        return Encode(loaded.Model, text, addSpecialTokens: false, "messages").TryGet(out var ids, out failure) ? ids.Length : failure;
    }

    // The template wrote the special tokens; the tokenizer must not add them again.
    private static Outcome<IReadOnlyList<EncodedPrompt>> Chat(LoadedModel loaded, ChatTask task) =>
        Render(loaded, task).TryGet(out var text, out var failure) ? One(Tokens(loaded.Model, text, addSpecialTokens: false, "messages")) : failure;

    private static Outcome<string> Render(LoadedModel loaded, ChatTask task)
    {
        if (loaded.Chat is null)
            return new Failure(FailureKind.InvalidValue, "This model has no chat template. Use /v1/completions, or put a chat_template.jinja into its folder.") { Param = "model" };
        if (FarTooLong(loaded.Model, task) is { } refusal)
            return refusal;

        try
        {
            return loaded.Chat.Render(task.Messages);
        }
        catch (TemplateException refused)
        {
            // raise_exception of a template speaks to the client: "roles must alternate" and the like.
            return new Failure(FailureKind.InvalidValue, $"The model's chat template refuses these messages: {refused.Message}") { Param = "messages" };
        }
    }

    // Rendering megabytes costs many times their memory. A template may trim texts and leave out past reasoning, but hardly most of a conversation.
    private static Failure? FarTooLong(TextModel model, ChatTask task)
    {
        const int Margin = 8;
        var bytes = task.Messages.Sum(static message => (long)Encoding.UTF8.GetByteCount(message.Text.AsSpan().Trim()));
        var least = bytes / model.Tokenizer.MostBytesPerToken;
        return bytes > CountedBytes && least / Margin > model.ContextLength ? TooLong($"at least {least}", model.ContextLength, "messages") : null;
    }

    private static Outcome<IReadOnlyList<EncodedPrompt>> Completion(TextModel model, CompletionTask task)
    {
        var prompts = new List<EncodedPrompt>(task.Prompts.Count);
        foreach (var prompt in task.Prompts)
        {
            var name = prompt.Field;
            var encoded = prompt.Text is { } text ? Tokens(model, text, addSpecialTokens: true, name) : Given(model, prompt.Tokens!, name);
            if (!encoded.TryGet(out var ids, out var failure))
                return failure;
            if (ids.Length == 0)
                return new Failure(FailureKind.InvalidValue, $"'{name}' is empty, and this model has no token to begin a text with. Give at least one character.") { Param = name };
            var echo = task.Echo ? prompt.Text ?? model.Tokenizer.Decode(ids, skipSpecialTokens: true) : "";
            prompts.Add(new EncodedPrompt(ids, echo));
        }

        return prompts;
    }

    private static Outcome<int[]> Tokens(TextModel model, string text, bool addSpecialTokens, string name)
    {
        // A token stands for so many bytes at most: what cannot fit is refused before it is cut into tokens.
        var bytes = Encoding.UTF8.GetByteCount(text);
        var least = bytes / model.Tokenizer.MostBytesPerToken;
        if (bytes > CountedBytes && least > model.ContextLength)
            return TooLong($"at least {least}", model.ContextLength, name);
        return Encode(model, text, addSpecialTokens, name).TryGet(out var ids, out var failure) ? Fits(ids, model, name) : failure;
    }

    private static Outcome<int[]> Encode(TextModel model, string text, bool addSpecialTokens, string name)
    {
        try
        {
            return model.Tokenizer.Encode(text, addSpecialTokens);
        }
        catch (TokenizerFormatException slow)
        {
            // A pattern of the model's file that takes too long on this text.
            return new Failure(FailureKind.InvalidValue, $"The model's tokenizer cannot cut '{name}' into tokens: {slow.Message}") { Param = name };
        }
    }

    private static Outcome<int[]> Given(TextModel model, IReadOnlyList<int> tokens, string name)
    {
        foreach (var token in tokens)
        {
            if ((uint)token >= (uint)model.VocabularySize)
                return new Failure(FailureKind.InvalidValue, $"'{name}' holds the token {token}; this model has tokens 0 to {model.VocabularySize - 1}.") { Param = name };
        }

        return Fits([.. tokens], model, name);
    }

    private static Outcome<int[]> Fits(int[] ids, TextModel model, string name) =>
        ids.Length < model.ContextLength ? ids : TooLong($"{ids.Length}", model.ContextLength, name);

    private static Failure TooLong(string length, int context, string name) => new(
        FailureKind.ContextLengthExceeded,
        $"The prompt has {length} tokens; this model's context holds {context}, with room for at least one token of the answer. Shorten the prompt.")
    {
        Param = name,
    };

    private static Outcome<IReadOnlyList<EncodedPrompt>> One(Outcome<int[]> encoded) =>
        encoded.TryGet(out var ids, out var failure) ? Outcome.Of<IReadOnlyList<EncodedPrompt>>([new EncodedPrompt(ids, "")]) : failure;
}
