namespace GenGateway.Engine.Tokenizing.Splitting;

/// <summary>Makes pieces of cuts, one way per <see cref="SplitBehavior"/>.</summary>
internal static class PieceCutter
{
    public static void Apply(TextPiece piece, List<Cut> cuts, SplitBehavior behavior, List<TextPiece> output)
    {
        // An open piece grows from start to end until a cut does not belong to it.
        var (start, end) = (0, 0);
        for (var i = 0; i < cuts.Count; i++)
        {
            var cut = cuts[i];
            if (i > 0 && !Joins(cuts[i - 1], cut, behavior))
            {
                Add(piece, start, end, output);
                start = end;
            }
            if (behavior == SplitBehavior.Removed && cut.IsMatch)
                start = cut.End;
            end = cut.End;
        }
        Add(piece, start, end, output);
    }

    private static bool Joins(Cut before, Cut cut, SplitBehavior behavior) => behavior switch
    {
        SplitBehavior.Isolated or SplitBehavior.Removed => false,
        // Only one match joins: of two that touch, the one at the far side stays alone.
        SplitBehavior.MergedWithPrevious => cut.IsMatch && !before.IsMatch,
        SplitBehavior.MergedWithNext => before.IsMatch && !cut.IsMatch,
        SplitBehavior.Contiguous => cut.IsMatch == before.IsMatch,
    };

    private static void Add(TextPiece piece, int start, int end, List<TextPiece> output)
    {
        if (start < end)
            output.Add(piece.Slice(start, end - start));
    }
}
