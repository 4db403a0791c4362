using System.Buffers.Text;

namespace GenGateway.Load.Net;

/// <summary>When an event was sent, written into its text: <c>@T</c> and sixteen digits of the monotonic clock's nanoseconds. Both ends run on one machine, so a reader knows how long it travelled.</summary>
internal static class Stamp
{
    public const int Length = 18;

    public static ReadOnlySpan<byte> Mark => "@T"u8;

    public static ReadOnlySpan<byte> Empty => "@T0000000000000000"u8;

    /// <summary>Writes the time over an empty stamp.</summary>
    public static void Write(Span<byte> stamp, long nanoseconds)
    {
        for (var at = Length - 1; at >= Mark.Length; at--)
        {
            stamp[at] = (byte)('0' + (nanoseconds % 10));
            nanoseconds /= 10;
        }
    }

    /// <summary>The time in a stamp.</summary>
    public static bool TryRead(ReadOnlySpan<byte> stamp, out long nanoseconds) =>
        Utf8Parser.TryParse(stamp[Mark.Length..Length], out nanoseconds, out var used) && used == Length - Mark.Length;
}
