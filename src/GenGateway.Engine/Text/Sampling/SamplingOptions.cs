namespace GenGateway.Engine.Text.Sampling;

/// <summary>How the next token is chosen from the model's logits. Each neutral value leaves its step out.</summary>
/// <remarks>
/// The steps run in this order, as in Hugging Face's <c>generate</c>: <see cref="LogitBias"/>, <see cref="RepetitionPenalty"/>,
/// <see cref="FrequencyPenalty"/>, <see cref="PresencePenalty"/>, <see cref="Temperature"/>, <see cref="TopK"/>, <see cref="TopP"/>,
/// <see cref="MinP"/>, softmax, one draw. Values out of range are refused when a generation begins. Immutable.
/// </remarks>
public sealed record SamplingOptions
{
    /// <summary>All neutral: plain softmax sampling with a fresh seed.</summary>
    public static SamplingOptions Default { get; } = new();

    /// <summary>The likeliest token every time.</summary>
    public static SamplingOptions Greedy { get; } = new() { Temperature = 0 };

    /// <summary>Divides the logits. 0 to 100; 0 (and anything below 0.00001) takes the likeliest token, the lowest id of equal ones.</summary>
    /// <value>1</value>
    public double Temperature { get; init; } = 1;

    /// <summary>Keeps the logits that are not below the K-th largest, so equal ones stay together. 0 keeps all.</summary>
    /// <value>0</value>
    public int TopK { get; init; }

    /// <summary>Keeps the likeliest tokens until their mass reaches this; always at least one. 0 to 1; 1 keeps all.</summary>
    /// <value>1</value>
    public double TopP { get; init; } = 1;

    /// <summary>Keeps tokens at least this share as likely as the likeliest. 0 to 1; 0 keeps all.</summary>
    /// <value>0</value>
    public double MinP { get; init; }

    /// <summary>
    /// For each token of the prompt or the text so far, divides a positive logit and multiplies a negative one. 0.001 to 100;
    /// above 1 weakens repetition.
    /// </summary>
    /// <value>1</value>
    public double RepetitionPenalty { get; init; } = 1;

    /// <summary>Subtracted from a token's logit once per time it was generated; the prompt does not count. -100 to 100.</summary>
    /// <value>0</value>
    public double FrequencyPenalty { get; init; }

    /// <summary>Subtracted from a token's logit if it was generated at all; the prompt does not count. -100 to 100.</summary>
    /// <value>0</value>
    public double PresencePenalty { get; init; }

    /// <summary>Added to the logits of these token ids, before anything else. Finite numbers; ids of the vocabulary.</summary>
    /// <value>Empty</value>
    public IReadOnlyDictionary<int, float> LogitBias { get; init; } = new Dictionary<int, float>();

    /// <summary>The same seed gives the same draws, whatever other sequences run beside; null draws a fresh one.</summary>
    /// <value>null</value>
    public long? Seed { get; init; }

    /// <exception cref="ArgumentException">A value is out of range; the message names it, the value and the range.</exception>
    internal void Validate(int vocabularySize)
    {
        Check(nameof(Temperature), Temperature, 0, 100);
        Check(nameof(TopK), TopK, 0, int.MaxValue);
        Check(nameof(TopP), TopP, 0, 1);
        Check(nameof(MinP), MinP, 0, 1);
        Check(nameof(RepetitionPenalty), RepetitionPenalty, 1e-3, 100);
        Check(nameof(FrequencyPenalty), FrequencyPenalty, -100, 100);
        Check(nameof(PresencePenalty), PresencePenalty, -100, 100);
        foreach (var (id, bias) in LogitBias)
        {
            if (id < 0 || id >= vocabularySize)
            {
                throw new ArgumentException($"{nameof(LogitBias)} names the token id {id}; the model has 0 to {vocabularySize - 1}.");
            }

            if (!float.IsFinite(bias))
            {
                throw new ArgumentException($"{nameof(LogitBias)} of token id {id} is {bias}; it must be a finite number.");
            }
        }
    }

    private static void Check(string name, double value, double least, double most)
    {
        // NaN fails both comparisons, so the condition is turned round.
        if (!(value >= least && value <= most))
        {
            throw new ArgumentException($"{name} is {value}; it must be from {least} to {most}.");
        }
    }
}
