using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.Behaving;

/// <summary>What a fake does differently in one answer. Pieces are the parts of a stream that carry text, thought or tool calls.</summary>
public sealed record Behavior
{
    /// <summary>Nothing differently.</summary>
    public static Behavior Usual { get; } = new();

    public Hold? Hold { get; init; }

    /// <summary>Waits this long before every piece.</summary>
    public TimeSpan PieceDelay { get; init; }

    /// <summary>Reads the request and resets the connection without a word.</summary>
    public bool Drops { get; init; }

    /// <summary>This answer instead of its own.</summary>
    public Func<ReceivedRequest, WireReply>? Instead { get; init; }

    /// <summary>Headers that the answer has as well; one of the same name is replaced.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>Another Content-Type than the right one.</summary>
    public string? ContentType { get; init; }

    /// <summary>Whole answers only.</summary>
    public BodyCut BodyCut { get; init; }

    /// <summary>Streams only.</summary>
    public StreamEnding Ending { get; init; }

    /// <summary>Pieces that go out before the <see cref="Ending"/>; more than there are: behind the last one, before the finish reason.</summary>
    public int EndsAfter { get; init; }

    /// <summary>Between events: comments, pings, other fields that mean nothing. Each is an event's text without its empty line. Not for lines of JSON.</summary>
    public IReadOnlyList<string> Between { get; init; } = [];

    /// <summary>Lines end with CR and LF.</summary>
    public bool Crlf { get; init; }

    /// <summary>Compresses, though nobody asked for it.</summary>
    public bool Gzip { get; init; }

    public Packaging Packaging { get; init; }

    public static Behavior Replying(WireReply reply) => new() { Instead = _ => reply };

    /// <summary>Accepts the request and never says a word.</summary>
    public static Behavior Silent() => new() { Hold = new Hold(HoldPlace.BeforeHead) };

    public static Behavior Holding(HoldPlace place, int pieces = 0) => new() { Hold = new Hold(place) { Pieces = pieces } };

    public static Behavior EndingAfter(int pieces, StreamEnding ending) => new() { EndsAfter = pieces, Ending = ending };
}
