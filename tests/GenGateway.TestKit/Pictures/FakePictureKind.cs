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

    /// <summary>The size of a PNG in pixels.</summary>
    public static (int Width, int Height) PngSize(ReadOnlySpan<byte> png) =>
        png.Length < 24 ? (0, 0) : (BinaryPrimitives.ReadInt32BigEndian(png[16..]), BinaryPrimitives.ReadInt32BigEndian(png[20..]));
}
