namespace GenGateway.Journey;

/// <summary>What is asked about a model's tokens; nothing is generated.</summary>
public abstract record TokenQuery
{
    private TokenQuery()
    {
    }

    /// <summary>The tokens of a text.</summary>
    /// <param name="Text">The text.</param>
    /// <param name="AddSpecialTokens">Whether those come along that the tokenizer puts around a text.</param>
    public sealed record Encode(string Text, bool AddSpecialTokens) : TokenQuery;

    /// <summary>The tokens of a conversation as the model reads it.</summary>
    /// <param name="Conversation">The conversation.</param>
    /// <param name="AddSpecialTokens">As above; a template mostly wrote them already.</param>
    public sealed record EncodeChat(Render Conversation, bool AddSpecialTokens) : TokenQuery;

    /// <summary>The text of tokens.</summary>
    /// <param name="Tokens">Any, in any order.</param>
    public sealed record Decode(IReadOnlyList<int> Tokens) : TokenQuery;

    /// <summary>A conversation as the model reads it, as text.</summary>
    /// <param name="Messages">At least one.</param>
    /// <param name="AddGenerationPrompt">Whether it ends where the assistant begins to speak.</param>
    /// <param name="Variables">What the template is told beside that (tools, <c>chat_template_kwargs</c>): null, bool, long, double, string, lists and dictionaries of those.</param>
    public sealed record Render(IReadOnlyList<ChatMessage> Messages, bool AddGenerationPrompt, IReadOnlyDictionary<string, object?> Variables) : TokenQuery;
}
