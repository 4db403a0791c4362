namespace GenGateway.Journey;

/// <summary>Work that ends in text.</summary>
/// <param name="Parameters">How to sample and when to stop.</param>
public abstract record TextTask(TextParameters Parameters) : GenerationTask
{
    /// <summary>Choices for each prompt, at least 1.</summary>
    public int N { get; init; } = 1;

    /// <summary>The fields that ask how likely tokens were, as OpenAI names them; for whoever cannot tell.</summary>
    public IEnumerable<string> LogprobFields => Parameters.TopLogprobs switch
    {
        null => [],
        > 0 when this is ChatTask => ["logprobs", "top_logprobs"],
        _ => ["logprobs"],
    };
}
