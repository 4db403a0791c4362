namespace GenGateway.Journey;

/// <summary>Tokens of an answer. Unknown is no usage at all, never zero.</summary>
/// <param name="PromptTokens">Tokens read.</param>
/// <param name="CompletionTokens">Tokens generated.</param>
public sealed record Usage(int PromptTokens, int CompletionTokens)
{
    /// <summary>Both together.</summary>
    public int TotalTokens => PromptTokens + CompletionTokens;

    /// <summary>Prompt tokens that the backend had in its cache; null: not said.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>Who counted.</summary>
    public UsageSource Source { get; init; }
}
