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

    /// <summary>Whether a choice is none, or its content is of a kind that no client reads.</summary>
    public bool IsWrong;

    /// <summary>Whether a choice has neither a message nor a text; only chunks may.</summary>
    public bool HasBareChoice;

    /// <summary>The chunk that <c>include_usage</c> adds: a usage and no choice; some leave the list of choices out.</summary>
    public readonly bool IsUsageOnly => HasUsage && !HasChoice;

    /// <summary>
    /// An object without choices and without a usage, such as the <c>{}</c> that some proxies send to keep a connection: it says nothing, and clients that
    /// loop over its choices fall over it.
    /// </summary>
    public readonly bool IsNothing => !HasChoices && !HasUsage && !IsError;
}
