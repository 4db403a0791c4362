namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>What becomes of the matches of a pattern when a text is cut at them.</summary>
internal enum SplitBehavior
{
    /// <summary>Each match is a piece.</summary>
    Isolated,

    /// <summary>Matches are left out.</summary>
    Removed,

    /// <summary>A match goes to the piece before it.</summary>
    MergedWithPrevious,

    /// <summary>A match goes to the piece after it.</summary>
    MergedWithNext,

    /// <summary>Matches that touch are one piece.</summary>
    Contiguous,
}
