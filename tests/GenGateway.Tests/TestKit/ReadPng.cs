using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace GenGateway.Tests.TestKit;

/// <summary>A PNG file, read with care for its checksums and for how much it holds.</summary>
internal sealed record ReadPng(int Width, int Height, IReadOnlyDictionary<string, string> Texts, byte[] Pixels)
{
    /// <summary>The text in which Stable Diffusion WebUI says how a picture was made, or null.</summary>
    public string? Parameters => Texts.GetValueOrDefault("parameters");

    public static ReadPng Of(string base64) => Of(Convert.FromBase64String(base64));

    public static ReadPng Of(byte[] png)
    {
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], png[..8]);
        byte[] header = [];
        Dictionary<string, string> texts = [];
        using var compressed = new MemoryStream();
        string type = "";
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            type = Encoding.ASCII.GetString(png, at + 4, 4);
            var data = png[(at + 8)..(at + 8 + length)];
            Assert.Equal(Crc(png.AsSpan(at + 4, length + 4)), BinaryPrimitives.ReadUInt32BigEndian(png.AsSpan(at + 8 + length)));
            if (type == "IHDR")
                header = data;
            else if (type == "IDAT")
                compressed.Write(data);
            else if (type is "tEXt" or "iTXt")
                texts.Add(Encoding.Latin1.GetString(data).Split('\0')[0], (type == "tEXt" ? Encoding.Latin1 : Encoding.UTF8).GetString(data.AsSpan(data.IndexOf((byte)0))).TrimStart('\0'));
            at += 12 + length;
        }

        Assert.Equal("IEND", type);
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
        Assert.Equal([8, 2, 0, 0, 0], header[8..]);
        compressed.Position = 0;
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionMode.Decompress))
            zlib.CopyTo(pixels);
        Assert.Equal(height * (1 + (width * 3)), pixels.Length);
        return new ReadPng(width, height, texts, pixels.ToArray());
    }

    /// <summary>Everything but the pixels.</summary>
    public override string ToString() => $"{Width}x{Height}: {Parameters}";

    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }
}
