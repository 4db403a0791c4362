using System.Buffers.Binary;

namespace GenGateway.Engine.Imaging.Native;

/// <summary>How a camera was held, as EXIF says it, and turning pictures upright by it.</summary>
internal static class ExifOrientation
{
    private const ushort Tag = 0x0112;
    private const ushort Short = 3;
    private const int EntryLength = 12;

    /// <summary>Looks for it.</summary>
    /// <param name="segment">A JPEG's APP1 segment.</param>
    /// <returns>As it stands there; 0: it does not.</returns>
    public static int Of(ReadOnlySpan<byte> segment)
    {
        if (!segment.StartsWith("Exif\0\0"u8))
            return 0;
        var tiff = segment[6..];
        if (tiff.Length < 8 || !(tiff.StartsWith("II*\0"u8) || tiff.StartsWith("MM\0*"u8)))
            return 0;
        var isLittle = tiff[0] == (byte)'I';
        var directory = isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (directory > tiff.Length - 2)
            return 0;
        var entries = tiff[(int)directory..];
        var count = Number(entries, isLittle);
        entries = entries[2..];
        for (var entry = 0; entry < count && entries.Length >= EntryLength; entry++, entries = entries[EntryLength..])
        {
            if (Number(entries, isLittle) == Tag)
                return Number(entries[2..], isLittle) == Short ? Number(entries[8..], isLittle) : 0;
        }

        return 0;
    }

    /// <summary>Puts stored pixels upright.</summary>
    /// <param name="orientation">2 to 8.</param>
    /// <param name="stored">RGBA as it is stored.</param>
    /// <param name="width">Pixels of its rows.</param>
    /// <param name="height">Its rows.</param>
    /// <param name="upright">As large; sides change places from 5 on.</param>
    public static void Turn(int orientation, ReadOnlySpan<uint> stored, int width, int height, Span<uint> upright)
    {
        var isTurned = orientation >= 5;
        var (rowLength, rows) = isTurned ? (height, width) : (width, height);
        var flipsX = orientation is 2 or 3 or 7 or 8;
        var flipsY = orientation is 3 or 4 or 6 or 7;
        for (var y = 0; y < rows; y++)
        {
            for (var x = 0; x < rowLength; x++)
            {
                var (fromX, fromY) = isTurned ? (y, x) : (x, y);
                if (flipsX)
                    fromX = width - 1 - fromX;
                if (flipsY)
                    fromY = height - 1 - fromY;
                upright[(y * rowLength) + x] = stored[(fromY * width) + fromX];
            }
        }
    }

    private static int Number(ReadOnlySpan<byte> bytes, bool isLittle) => isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}
