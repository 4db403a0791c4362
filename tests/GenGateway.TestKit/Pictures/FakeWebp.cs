using System.Buffers.Binary;

namespace GenGateway.TestKit.Pictures;

/// <summary>Writes WebP files (RFC 9649, lossless): one colour all over, which the seed decides. Its codes have one symbol each, so that a pixel takes no bits.</summary>
public static class FakeWebp
{
    /// <param name="width">Pixels, at most 16384.</param>
    /// <param name="height">Pixels, at most 16384.</param>
    /// <param name="seed">Decides the colour.</param>
    public static byte[] Of(int width, int height, long seed)
    {
        var color = FakePixels.Color(seed, 0, 0);
        var bits = new FakeBits(lowestFirst: true);
        bits.Put(0x2F, 8);
        bits.Put(width - 1, 14);
        bits.Put(height - 1, 14);
        // No alpha, version 0, no transform, no cache of colours, no codes by region.
        bits.Put(0, 1 + 3 + 1 + 1 + 1);
        foreach (var symbol in (ReadOnlySpan<int>)[(byte)(color >> 8), (byte)color, (byte)(color >> 16), 0xFF, 0])
        {
            // A simple code, of one symbol, in eight bits.
            bits.Put(0b101, 3);
            bits.Put(symbol, 8);
        }

        var data = bits.Take(padding: 0);
        var padded = data.Length + (data.Length % 2);
        var file = new byte[20 + padded];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(4), 12 + padded);
        "WEBPVP8L"u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), data.Length);
        data.CopyTo(file, 20);
        return file;
    }
}
