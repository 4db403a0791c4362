using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GenGateway.TestKit.Pictures;

/// <summary>Writes PNG files: 8 bits, red, green and blue, transparency where asked, no interlacing.</summary>
public static class FakePng
{
    // The signature and IHDR.
    private const int HeadLength = 33;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="seed">Decides the colours.</param>
    /// <param name="parameters">A text to carry under this name, as Stable Diffusion WebUI does it; null: none.</param>
    public static byte[] Of(int width, int height, long seed, string? parameters = null) => Of(width, height, seed, parameters is null ? [] : [("parameters", parameters)]);

    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="seed">Decides the colours.</param>
    /// <param name="texts">Texts to carry, each under its name.</param>
    public static byte[] Of(int width, int height, long seed, IEnumerable<(string Name, string Text)> texts) =>
        File(width, height, 2, texts, static (row, y, seed) => FakePixels.Row(row, y, seed), 3, seed);

    /// <summary>The same picture with transparency.</summary>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <param name="seed">Decides the colours.</param>
    /// <param name="alphaAt">How opaque the pixel at a column of a row is.</param>
    public static byte[] Of(int width, int height, long seed, Func<int, int, byte> alphaAt)
    {
        var colors = new byte[width * 3];
        return File(width, height, 6, [], (row, y, seed) =>
        {
            FakePixels.Row(colors, y, seed);
            for (var x = 0; x < width; x++)
            {
                colors.AsSpan(x * 3, 3).CopyTo(row[(x * 4)..]);
                row[(x * 4) + 3] = alphaAt(x, y);
            }
        }, 4, seed);
    }

    /// <summary>A file of a few bytes that announces any size.</summary>
    public static byte[] Claiming(int width, int height)
    {
        var png = Of(1, 1, 1);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(png.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), ~Crc(png.AsSpan(12, 17), uint.MaxValue));
        return png;
    }

    /// <summary>A small picture in a large file: a chunk that no reader knows, and must pass over, holds noise.</summary>
    /// <param name="bytes">Of noise.</param>
    public static byte[] Padded(int bytes)
    {
        var small = Of(8, 8, 1);
        var noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        using var padded = new MemoryStream();
        padded.Write(small.AsSpan(0, HeadLength));
        Chunk(padded, "noIs"u8, noise);
        padded.Write(small.AsSpan(HeadLength));
        return padded.ToArray();
    }

    private delegate void RowPainting(Span<byte> row, int y, long seed);

    private static byte[] File(int width, int height, byte colorType, IEnumerable<(string Name, string Text)> texts, RowPainting paint, int channels, long seed)
    {
        using var png = new MemoryStream();
        png.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, colorType);
        Chunk(png, "IHDR"u8, header);
        foreach (var (name, text) in texts)
            Text(png, name, text);
        Chunk(png, "IDAT"u8, Pixels(width * channels, height, paint, seed));
        Chunk(png, "IEND"u8, []);
        return png.ToArray();
    }

    /// <summary>Latin-1 in a tEXt chunk where that suffices, else UTF-8 in an iTXt chunk.</summary>
    private static void Text(MemoryStream png, string name, string text)
    {
        if (text.All(character => character <= 0xFF))
            Chunk(png, "tEXt"u8, [.. Encoding.Latin1.GetBytes(name), 0, .. Encoding.Latin1.GetBytes(text)]);
        else
            Chunk(png, "iTXt"u8, [.. Encoding.Latin1.GetBytes(name), .. "\0\0\0\0\0"u8, .. Encoding.UTF8.GetBytes(text)]);
    }

    private static byte[] Pixels(int rowBytes, int height, RowPainting paint, long seed)
    {
        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionLevel.Fastest))
        {
            // Each line begins with its filter, 0: none.
            var line = new byte[1 + rowBytes];
            for (var y = 0; y < height; y++)
            {
                paint(line.AsSpan(1), y, seed);
                zlib.Write(line);
            }
        }

        return compressed.ToArray();
    }

    private static void Chunk(MemoryStream png, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        png.Write(number);
        png.Write(type);
        png.Write(data);
        BinaryPrimitives.WriteUInt32BigEndian(number, ~Crc(data, Crc(type, uint.MaxValue)));
        png.Write(number);
    }

    private static uint Crc(ReadOnlySpan<byte> bytes, uint crc)
    {
        foreach (var value in bytes)
            crc = Table[(crc ^ value) & 0xFF] ^ (crc >> 8);
        return crc;
    }

    private static uint Entry(int index)
    {
        var value = (uint)index;
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        return value;
    }
}
