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

    /// <summary>More of what the model thinks before it answers; never empty, never half a character.</summary>
    public sealed record ReasoningDelta(int Choice, string Text) : GenerationEvent;

    /// <summary>More of a call that the model makes.</summary>
    /// <param name="Choice">Whose call.</param>
    /// <param name="Index">Which of the choice's calls; they begin in order, from 0.</param>
    /// <param name="Id">The call's id, in its first delta alone.</param>
    /// <param name="Name">The tool's name, in the first delta alone.</param>
    /// <param name="Arguments">A stretch of the arguments' JSON; may be empty.</param>
    public sealed record ToolCallDelta(int Choice, int Index, string? Id, string? Name, string Arguments) : GenerationEvent;

    /// <summary>A choice is complete.</summary>
    public sealed record ChoiceEnded(int Choice, FinishReason Reason) : GenerationEvent;

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
