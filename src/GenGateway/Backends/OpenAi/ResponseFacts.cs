using GenGateway.Journey;

namespace GenGateway.Backends.OpenAi;

/// <summary>What was seen in one JSON object of a response, whole or an event.</summary>
internal struct ResponseFacts
{
    /// <summary>What the event is; of a whole response <see cref="ResponseEventKind.Ended"/>.</summary>
    public ResponseEventKind Kind;

    /// <summary>The event's number; null: it has none.</summary>
    public int? Sequence;

    /// <summary>The response object; an empty range: there is none.</summary>
    public ByteRange Response;

    /// <summary>The value of its <c>model</c> with its quotes, or an empty range.</summary>
    public ByteRange Model;

    /// <summary>Its id; null: it has none, or nobody wants to know.</summary>
    public string? Id;

    /// <summary>How it stands.</summary>
    public ResponseStatus Status;

    /// <summary>Whether it has a list of items.</summary>
    public bool HasOutput;

    /// <summary>What it cost; null: not said.</summary>
    public Usage? Usage;

    /// <summary>Whether it goes on from the response that was asked for.</summary>
    public bool GoesOn;

    /// <summary>Whether there is text, a thought or a call in it.</summary>
    public bool HasContent;

    /// <summary>Whether it has an error that is not null.</summary>
    public bool IsError;

    /// <summary>What that is about.</summary>
    public ResponseFault Fault;

    /// <summary>Whether something is of a kind that no client reads.</summary>
    public bool IsWrong;

    /// <summary>Whether there is a response object.</summary>
    public readonly bool HasResponse => Response.Length > 0;
}
