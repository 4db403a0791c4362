using System.Buffers.Binary;
using System.IO.Compression;

namespace GenGateway.TestKit.Pictures;

/// <summary>Reads what tests want to see in PNG files: the samples of those of 8 bits that are not interlaced, and their texts. Expects sound files.</summary>
public static class FakePngReader
{
    /// <summary>All samples, row by row.</summary>
    /// <returns>The samples, and how many a pixel has.</returns>
    public static (byte[] Samples, int Channels) Samples(byte[] png)
    {
        var (width, height) = FakePictureKind.PngSize(png);
        var channels = png[25] switch { 0 => 1, 2 => 3, 4 => 2, 6 => 4, _ => throw new NotSupportedException("Of this colour type nothing is read.") };
        if (png[24] != 8 || png[28] != 0)
            throw new NotSupportedException("Of this depth, or interlaced, nothing is read.");
        using var compressed = new MemoryStream();
        foreach (var (type, data) in Chunks(png))
        {
            if (type == "IDAT")
                compressed.Write(data);
        }

        compressed.Position = 0;
        using var inflated = new ZLibStream(compressed, CompressionMode.Decompress);
        var length = width * channels;
        var samples = new byte[length * height];
        for (var y = 0; y < height; y++)
        {
            var filter = inflated.ReadByte();
            var row = samples.AsSpan(y * length, length);
            inflated.ReadExactly(row);
            for (var x = 0; x < length; x++)
            {
                int left = x < channels ? 0 : row[x - channels], above = y == 0 ? 0 : samples[((y - 1) * length) + x];
                var corner = x < channels || y == 0 ? 0 : samples[((y - 1) * length) + x - channels];
                row[x] += (byte)(filter switch { 0 => 0, 1 => left, 2 => above, 3 => (left + above) / 2, _ => Nearest(left, above, corner) });
            }
        }

        return (samples, channels);
    }

    /// <summary>The files' chunks of a type, as they stand.</summary>
    public static IReadOnlyList<byte[]> Of(byte[] png, string type) => [.. Chunks(png).Where(chunk => chunk.Type == type).Select(static chunk => chunk.Data)];

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] png)
    {
        for (var at = 8; at < png.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (System.Text.Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += length + 12;
        }
    }

    private static int Nearest(int left, int above, int corner)
    {
        var guess = left + above - corner;
        var (byLeft, byAbove, byCorner) = (Math.Abs(guess - left), Math.Abs(guess - above), Math.Abs(guess - corner));
        return byLeft <= byAbove && byLeft <= byCorner ? left : byAbove <= byCorner ? above : corner;
    }
}
