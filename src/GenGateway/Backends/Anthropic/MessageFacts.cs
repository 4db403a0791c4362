using GenGateway.Journey;

namespace GenGateway.Backends.Anthropic;

/// <summary>What was seen in one JSON object of an answer: an event, or the whole message.</summary>
internal struct MessageFacts
{
    /// <summary>Which event it is.</summary>
    public EventKind Kind;

    /// <summary>The value of the message's <c>model</c> with its quotes, or an empty range.</summary>
    public ByteRange Model;

    /// <summary>Whether there is text, a thought or a call in it.</summary>
    public bool HasContent;

    /// <summary>Whether a message has a list of blocks.</summary>
    public bool HasBlocks;

    /// <summary>Whether it says why the answer ended.</summary>
    public bool HasStopReason;

    /// <summary>Whether it is of another kind than its type says.</summary>
    public bool IsWrong;

    /// <summary>What an error calls itself.</summary>
    public ErrorKind Error;
}
