using GenGateway.Surfaces.Reading;

namespace GenGateway.Surfaces.OpenAi;

/// <summary>What OpenAI's text bodies have.</summary>
internal static class OpenAiPeek
{
    private static readonly NumberRange[] Sampling =
    [
        new("temperature", 0, 2), new("top_p", 0, 1), new("frequency_penalty", -2, 2), new("presence_penalty", -2, 2),
    ];

    public static PeekRules Chat { get; } = new("messages")
    {
        IsInputList = true,
        InputMissing = "messages must be an array with at least one message.",
        IsOpenAi = true,
        HasMaxTokens = true,
        HasMaxCompletionTokens = true,
        Ranges = Sampling,
    };

    public static PeekRules Completion { get; } = new("prompt")
    {
        InputMissing = "prompt is missing: a string, an array of strings, an array of token ids, or an array of those.",
        IsOpenAi = true,
        HasMaxTokens = true,
        HasEcho = true,
        Ranges = Sampling,
    };

    public static PeekRules Embedding { get; } = new("input")
    {
        InputMissing = "input is missing: a string, an array of strings, an array of token ids, or an array of those.",
        MostInputs = EmbeddingBody.MostInputs,
        NeverStreams = true,
        Ranges = [new("dimensions", 1, EmbeddingBody.MostDimensions) { IsInteger = true }],
    };
}
