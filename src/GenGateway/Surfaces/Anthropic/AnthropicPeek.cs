using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.Anthropic;

/// <summary>What Anthropic's bodies have.</summary>
internal static class AnthropicPeek
{
    /// <summary>No vocabulary is as large.</summary>
    public const int MostTopK = 1_000_000;

    private const string NoMessages = "messages must be an array with at least one message.";

    private static readonly NumberRange[] Sampling = [new("temperature", 0, 1), new("top_p", 0, 1), new("top_k", 0, MostTopK)];

    public static PeekRules Messages { get; } = new("messages")
    {
        IsInputList = true,
        InputMissing = NoMessages,
        HasMaxTokens = true,
        MaxTokensMissing = "max_tokens is missing: the most tokens to generate, an integer of at least 1.",
        Ranges = Sampling,
    };

    /// <summary>Nothing is generated, so there is no limit to it.</summary>
    public static PeekRules Counting { get; } = new("messages")
    {
        IsInputList = true,
        InputMissing = NoMessages,
        HasMaxTokens = true,
        Ranges = Sampling,
    };
}
