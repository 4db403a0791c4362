namespace GenGateway.TestKit.Behaving;

/// <summary>Where an answer stands still.</summary>
public enum HoldPlace
{
    /// <summary>Before the status line.</summary>
    BeforeHead,

    /// <summary>Behind the head, before the body's first byte.</summary>
    BehindHead,

    /// <summary>Behind a number of pieces; role chunks, comments and the like may have gone out before the first. In a whole answer: in the middle of the body.</summary>
    BehindPieces,
}
