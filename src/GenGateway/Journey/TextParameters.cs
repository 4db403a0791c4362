namespace GenGateway.Journey;

/// <summary>How text is to be generated. Null: the client left it out and the model's own default holds.</summary>
public sealed record TextParameters
{
    /// <summary>Most tokens to generate, at least 1 (0 with echo); null: as many as the context holds.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>0 (greedy) to 2.</summary>
    public double? Temperature { get; init; }

    /// <summary>0 (the best token alone) to 1.</summary>
    public double? TopP { get; init; }

    /// <summary>Tokens kept; 0 or −1: all.</summary>
    public int? TopK { get; init; }

    /// <summary>0 to 1, relative to the best token's probability.</summary>
    public double? MinP { get; init; }

    /// <summary>Above 0; 1 changes nothing.</summary>
    public double? RepetitionPenalty { get; init; }

    /// <summary>−2 to 2.</summary>
    public double? FrequencyPenalty { get; init; }

    /// <summary>−2 to 2.</summary>
    public double? PresencePenalty { get; init; }

    /// <summary>Added to the logits of single tokens, −100 to 100.</summary>
    public IReadOnlyDictionary<int, double>? LogitBias { get; init; }

    /// <summary>The same seed and request give the same text; null: drawn.</summary>
    public long? Seed { get; init; }

    /// <summary>Texts that end the answer and are not part of it.</summary>
    public IReadOnlyList<string> Stop { get; init; } = [];

    /// <summary>Whether the answer tells how likely its tokens were, and how many of the likeliest others beside each, 0 to 20; null: no.</summary>
    public int? TopLogprobs { get; init; }
}
