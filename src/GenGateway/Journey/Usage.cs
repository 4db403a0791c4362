namespace GenGateway.Journey;

/// <summary>Tokens of an answer. Unknown is no usage at all, never zero.</summary>
/// <param name="PromptTokens">Tokens read, those in a cache included.</param>
/// <param name="CompletionTokens">Tokens generated, thoughts included.</param>
public sealed record Usage(int PromptTokens, int CompletionTokens)
{
    /// <summary>Both together.</summary>
    public int TotalTokens => PromptTokens + CompletionTokens;

    /// <summary>Prompt tokens that the backend had in its cache; null: not said.</summary>
    public int? CachedTokens { get; init; }

    /// <summary>Prompt tokens that the backend wrote into its cache for later; null: not said.</summary>
    public int? CacheWriteTokens { get; init; }

    /// <summary>Completion tokens that were thoughts; null: not said.</summary>
    public int? ReasoningTokens { get; init; }

    /// <summary>Who counted.</summary>
    public UsageSource Source { get; init; }
}
