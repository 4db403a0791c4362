using GenGateway.Engine.Templating;
using GenGateway.Engine.Tokenizing;
using GenGateway.Errors;
using GenGateway.Journey;

namespace GenGateway.Backends.Onnx;

/// <summary>Answers what is asked about a loaded model's tokens.</summary>
internal static class TokenAnswers
{
    // Cutting more into tokens would hold a thread for longer than anybody's question is worth.
    private const int MostCharacters = 1 << 20;

    public static Outcome<TokenAnswer> Of(LoadedModel loaded, TokenQuery query)
    {
        var model = loaded.Model;
        switch (query)
        {
            case TokenQuery.Encode text:
                return Encode(loaded, text.Text, text.AddSpecialTokens, "prompt");
            case TokenQuery.EncodeChat chat:
                return Render(loaded, chat.Conversation).TryGet(out var prompt, out var failure) ? Encode(loaded, prompt, chat.AddSpecialTokens, "messages") : failure;
            case TokenQuery.Decode tokens:
                return new TokenAnswer(model.Tokenizer.Decode([.. tokens.Tokens], skipSpecialTokens: false), null, null, model.ContextLength);
            default:
                return Render(loaded, (TokenQuery.Render)query).TryGet(out var rendered, out failure) ? new TokenAnswer(rendered, null, null, model.ContextLength) : failure;
        }
    }

    private static Outcome<string> Render(LoadedModel loaded, TokenQuery.Render query)
    {
        if (loaded.Chat is null)
            return new Failure(FailureKind.InvalidValue, "This model has no chat template. Send a prompt, or put a chat_template.jinja into its folder.") { Param = "model" };
        if (query.Messages.Sum(static message => (long)message.Text.Length) > MostCharacters)
            return TooLong("messages");
        try
        {
            return loaded.Chat.Render(query.Messages, query.AddGenerationPrompt, query.Variables);
        }
        catch (TemplateException refused)
        {
            return new Failure(FailureKind.InvalidValue, $"The model's chat template refuses these messages: {refused.Message}") { Param = "messages" };
        }
    }

    private static Outcome<TokenAnswer> Encode(LoadedModel loaded, string text, bool addSpecialTokens, string name)
    {
        var tokenizer = loaded.Model.Tokenizer;
        if (text.Length > MostCharacters)
            return TooLong(name);
        try
        {
            var ids = tokenizer.Encode(text, addSpecialTokens);
            return new TokenAnswer(null, ids, [.. ids.Select(id => tokenizer.TokenOf(id) ?? "")], loaded.Model.ContextLength);
        }
        catch (TokenizerFormatException slow)
        {
            return new Failure(FailureKind.InvalidValue, $"The model's tokenizer cannot cut '{name}' into tokens: {slow.Message}") { Param = name };
        }
    }

    private static Failure TooLong(string name) => new(FailureKind.InvalidValue, $"{name} may have at most {MostCharacters} characters here. Ask in parts.") { Param = name };
}
