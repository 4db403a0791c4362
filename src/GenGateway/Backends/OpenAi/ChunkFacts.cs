using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>What was seen in one JSON object of an OpenAI answer, whole or a chunk.</summary>
internal struct ChunkFacts
{
    /// <summary>The value of <c>model</c> with its quotes, or an empty range.</summary>
    public ByteRange Model;

    /// <summary>Whether a choice has text, reasoning or a tool call in it.</summary>
    public bool HasContent;

    /// <summary>Whether there is a list of choices.</summary>
    public bool HasChoices;

    /// <summary>Whether that list has an entry.</summary>
    public bool HasChoice;

    /// <summary>Whether there is a usage that is not null.</summary>
    public bool HasUsage;

    /// <summary>Whether it is an error.</summary>
    public bool IsError;

    /// <summary>The chunk that <c>include_usage</c> adds: a usage and no choice.</summary>
    public readonly bool IsUsageOnly => HasUsage && HasChoices && !HasChoice;
}
