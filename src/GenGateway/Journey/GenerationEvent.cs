using GenGateway.Errors;

namespace GenGateway.Journey;

/// <summary>
/// What happens while an answer grows: any number of deltas, one end per choice, usage where it is known, then exactly one of
/// <see cref="Finished"/> and <see cref="Failed"/>. Lossless, in order, pulled by the sink.
/// </summary>
public abstract record GenerationEvent
{
    private GenerationEvent()
    {
    }

    /// <summary>More text of a choice; never empty, never half a character.</summary>
    public sealed record TextDelta(int Choice, string Text) : GenerationEvent;

    /// <summary>How likely the tokens of the text before it were, in order, where that was asked for; their texts together are not always that text.</summary>
    public sealed record LogprobsDelta(int Choice, IReadOnlyList<TokenLogprob> Tokens) : GenerationEvent;

    /// <summary>More of what the model thinks before it answers; never empty, never half a character.</summary>
    public sealed record ReasoningDelta(int Choice, string Text) : GenerationEvent;

    /// <summary>The stretch of thoughts since the last seal is complete, and its backend signed it.</summary>
    public sealed record ReasoningSigned(int Choice, string Signature) : GenerationEvent;

    /// <summary>A stretch of thoughts that only its backend can read.</summary>
    public sealed record ReasoningSealed(int Choice, string Data) : GenerationEvent;

    /// <summary>More of a call that the model makes.</summary>
    /// <param name="Choice">Whose call.</param>
    /// <param name="Index">Which of the choice's calls; they begin in order, from 0.</param>
    /// <param name="Id">The call's id, in its first delta alone.</param>
    /// <param name="Name">The tool's name, in the first delta alone.</param>
    /// <param name="Arguments">A stretch of the arguments' JSON; may be empty.</param>
    public sealed record ToolCallDelta(int Choice, int Index, string? Id, string? Name, string Arguments) : GenerationEvent;

    /// <summary>A choice is complete.</summary>
    public sealed record ChoiceEnded(int Choice, FinishReason Reason) : GenerationEvent;

    /// <summary>The stop text that ends a choice, told before its end where the backend says which it was.</summary>
    public sealed record StoppedBy(int Choice, string Text) : GenerationEvent;

    /// <summary>The vector of one input of an <see cref="EmbeddingTask"/>.</summary>
    /// <param name="Index">Which input, from 0; in order.</param>
    /// <param name="Vector">Its components; the receiver's own.</param>
    public sealed record Embedded(int Index, ReadOnlyMemory<float> Vector) : GenerationEvent;

    /// <summary>What the whole answer cost.</summary>
    public sealed record UsageReported(Usage Usage) : GenerationEvent;

    /// <summary>The answer is whole: only now may a surface write its success terminator.</summary>
    public sealed record Finished : GenerationEvent
    {
        public static Finished Instance { get; } = new();
    }

    /// <summary>The answer broke; what was delivered stays delivered.</summary>
    public sealed record Failed(Failure Failure) : GenerationEvent;
}
