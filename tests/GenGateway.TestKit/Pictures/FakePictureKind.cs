using System.Buffers.Binary;

namespace GenGateway.TestKit.Pictures;

/// <summary>What bytes are, by how they begin.</summary>
public static class FakePictureKind
{
    /// <summary>The media type, or null where they are no picture.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0x89, (byte)'P', (byte)'N', (byte)'G', ..] => "image/png",
        [0xFF, 0xD8, 0xFF, ..] => "image/jpeg",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "image/webp",
        [(byte)'G', (byte)'I', (byte)'F', ..] => "image/gif",
        [(byte)'B', (byte)'M', ..] => "image/bmp",
        _ => null,
    };

    /// <summary>The size in pixels of what this test kit writes and what is alike; nothing by nothing for anything else.</summary>
    public static (int Width, int Height) Size(ReadOnlySpan<byte> bytes) => Of(bytes) switch
    {
        "image/png" => PngSize(bytes),
        "image/jpeg" => JpegSize(bytes),
        "image/webp" when bytes[12..].StartsWith("VP8L"u8) => WebpSize(BinaryPrimitives.ReadUInt32LittleEndian(bytes[21..])),
        _ => (0, 0),
    };

    /// <summary>The size of a PNG in pixels.</summary>
    public static (int Width, int Height) PngSize(ReadOnlySpan<byte> png) =>
        png.Length < 24 ? (0, 0) : (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));

    /// <summary>From the first frame header (SOF0 to SOF2) behind the segments before it.</summary>
    private static (int Width, int Height) JpegSize(ReadOnlySpan<byte> jpeg)
    {
        for (var at = 2; at + 9 <= jpeg.Length && jpeg[at] == 0xFF; at += 2 + BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 2)..]))
        {
            if (jpeg[at + 1] is >= 0xC0 and <= 0xC2)
                return (BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 7)..]), BinaryPrimitives.ReadUInt16BigEndian(jpeg[(at + 5)..]));
        }

        return (0, 0);
    }

    private static (int Width, int Height) WebpSize(uint bits) => ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
}
