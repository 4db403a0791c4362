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

    /// <summary>A picture is ready. They come in order, each as a choice of its own.</summary>
    /// <param name="Index">Which one, from 0.</param>
    /// <param name="Image">Its bytes; the answer's, valid until that is disposed.</param>
    public sealed record ImageMade(int Index, Payload Image) : GenerationEvent
    {
        /// <summary>The seed that makes it again; null: unknown.</summary>
        public long? Seed { get; init; }

        /// <summary>The prompt that the backend made of the client's; null: the same, or unknown.</summary>
        public string? RevisedPrompt { get; init; }

        /// <summary>Where it is kept: a link or a path, as was wished; null: nowhere.</summary>
        public string? Link { get; init; }
    }

    /// <summary>A picture as far as it is. May be left out where a newer one follows.</summary>
    /// <param name="Index">Which picture.</param>
    /// <param name="Number">Which of its previews, from 0.</param>
    /// <param name="Image">Its bytes; the answer's, as above.</param>
    public sealed record ImagePreviewed(int Index, int Number, Payload Image) : GenerationEvent;

    /// <summary>How far the work is. May be left out where a newer one follows.</summary>
    /// <param name="Step">Steps done, of all pictures together.</param>
    /// <param name="Steps">Steps in all, at least 1.</param>
    public sealed record Progressed(int Step, int Steps) : GenerationEvent;

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
