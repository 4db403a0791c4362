using System.Numerics;
using System.Runtime.InteropServices;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>PNG's row filters (PNG specification, clause 9): all five undone, two of them applied.</summary>
internal static class PngFilter
{
    public const int None = 0;
    public const int Sub = 1;
    public const int Up = 2;
    public const int Average = 3;
    public const int Paeth = 4;

    /// <summary>Turns a filtered row into its samples, in place.</summary>
    /// <param name="type">The row's filter.</param>
    /// <param name="row">The row without its filter's byte.</param>
    /// <param name="above">The samples of the row above; zeros for the first one.</param>
    /// <param name="distance">Bytes to the pixel on the left.</param>
    /// <returns>False: there is no such filter.</returns>
    public static bool TryUndo(int type, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (type)
        {
            case None:
                return true;
            case Sub:
                for (var at = distance; at < row.Length; at++)
                    row[at] += row[at - distance];
                return true;
            case Up:
                Add(row, above);
                return true;
            case Average:
                for (var at = 0; at < Math.Min(distance, row.Length); at++)
                    row[at] += (byte)(above[at] / 2);
                for (var at = distance; at < row.Length; at++)
                    row[at] += (byte)((row[at - distance] + above[at]) / 2);
                return true;
            case Paeth:
                for (var at = 0; at < Math.Min(distance, row.Length); at++)
                    row[at] += above[at];
                for (var at = distance; at < row.Length; at++)
                    row[at] += Predict(row[at - distance], above[at], above[at - distance]);
                return true;
            default:
                return false;
        }
    }

    /// <summary>Filters a row by <see cref="Sub"/>.</summary>
    /// <param name="row">Its samples.</param>
    /// <param name="distance">Bytes to the pixel on the left.</param>
    /// <param name="into">As long as the row.</param>
    public static void ApplySub(ReadOnlySpan<byte> row, int distance, Span<byte> into)
    {
        row.CopyTo(into);
        for (var at = distance; at < row.Length; at++)
            into[at] -= row[at - distance];
    }

    /// <summary>Filters a row by <see cref="Up"/>.</summary>
    /// <param name="row">Its samples.</param>
    /// <param name="above">The samples of the row above; zeros for the first one.</param>
    /// <param name="into">As long as the row.</param>
    public static void ApplyUp(ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, Span<byte> into)
    {
        for (var at = 0; at < row.Length; at++)
            into[at] = (byte)(row[at] - above[at]);
    }

    private static void Add(Span<byte> row, ReadOnlySpan<byte> above)
    {
        var wide = MemoryMarshal.Cast<byte, Vector<byte>>(row);
        var wideAbove = MemoryMarshal.Cast<byte, Vector<byte>>(above);
        for (var at = 0; at < wide.Length; at++)
            wide[at] += wideAbove[at];
        for (var at = wide.Length * Vector<byte>.Count; at < row.Length; at++)
            row[at] += above[at];
    }

    private static byte Predict(byte left, byte above, byte corner)
    {
        var byLeft = Math.Abs(above - corner);
        var byAbove = Math.Abs(left - corner);
        var byCorner = Math.Abs(left + above - (2 * corner));
        return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
    }
}
