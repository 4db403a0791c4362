namespace GenGateway.Journey;

/// <summary>Tokens that the backend counted. Unknown is no usage at all, never zero.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens generated.</param>
public sealed record Usage(int PromptTokens, int CompletionTokens)
{
    /// <summary>Both together.</summary>
    public int TotalTokens => PromptTokens + CompletionTokens;
}
