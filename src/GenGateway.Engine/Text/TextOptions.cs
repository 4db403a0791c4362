using GenGateway.Engine.Text.Sampling;

namespace GenGateway.Engine.Text;

/// <summary>What one generation asks for. Immutable.</summary>
public sealed record TextOptions
{
    /// <summary>Tokens to generate at most; at least 1. Null, or more than fits, generates until the context is full.</summary>
    /// <value>null</value>
    public int? MaxTokens { get; init; }

    /// <summary>Texts that end the generation and are not part of it; none may be empty.</summary>
    /// <value>Empty</value>
    public IReadOnlyList<string> StopStrings { get; init; } = [];

    /// <summary>Token ids that end the generation, besides the model's own.</summary>
    /// <value>Empty</value>
    public IReadOnlyList<int> StopTokenIds { get; init; } = [];

    /// <summary>Goes on after the model's own end tokens: for measurements.</summary>
    /// <value>false</value>
    public bool IgnoreEndTokens { get; init; }

    /// <summary>How tokens are chosen.</summary>
    /// <value><see cref="SamplingOptions.Default"/></value>
    public SamplingOptions Sampling { get; init; } = SamplingOptions.Default;

    /// <exception cref="ArgumentException">A value is out of range.</exception>
    internal void Validate(int vocabularySize)
    {
        if (MaxTokens < 1)
        {
            throw new ArgumentException($"{nameof(MaxTokens)} is {MaxTokens}; it must be at least 1.");
        }

        if (StopStrings.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException($"{nameof(StopStrings)} has an empty string; it would end every generation at once.");
        }

        Sampling.Validate(vocabularySize);
    }
}
