using System.IO.Compression;
using System.Text;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>A text in a PNG (tEXt, zTXt, iTXt; PNG specification 11.3.3).</summary>
/// <param name="Keyword">What it is about, 1 to 79 Latin-1 characters (<c>parameters</c>).</param>
/// <param name="Text">The text.</param>
public sealed record PngText(string Keyword, string Text)
{
    private const int LongestKeyword = 79;

    /// <summary>Where in a file a chunk of text may be put in: behind its header.</summary>
    public static int Place => PngHeader.End;

    /// <summary>The texts of a file that stand before its pixels and whose checksums are right.</summary>
    /// <param name="file">All of a PNG, or its beginning.</param>
    /// <param name="mostBytes">Bytes that they may have together once they are inflated; what would make it more is left out.</param>
    /// <exception cref="PictureException">The file is no PNG.</exception>
    public static IReadOnlyList<PngText> Read(ReadOnlyMemory<byte> file, int mostBytes)
    {
        _ = PngHeader.Read(file.Span);
        var texts = new List<PngText>();
        var cursor = new PngCursor(file);
        var left = mostBytes;
        try
        {
            for (var count = 0; !cursor.IsAtEnd;)
            {
                var chunk = cursor.NextBeforePixels(ref count);
                if (chunk.Is("IDAT"u8))
                    break;
                if (!(chunk.Is("tEXt"u8) || chunk.Is("zTXt"u8) || chunk.Is("iTXt"u8)))
                    continue;
                chunk.Check();
                if (Of(chunk, left, out var taken) is not { } text)
                    continue;
                left -= taken;
                texts.Add(text);
            }
        }
        catch (PictureException)
        {
            // What was read before holds.
        }

        return texts;
    }

    /// <summary>The text as a chunk of a file: Latin-1 where that has its characters, else UTF-8.</summary>
    /// <param name="compressed">Whether it is deflated.</param>
    public byte[] ToChunk(bool compressed = false)
    {
        var keyword = Encoding.Latin1.GetBytes(Keyword);
        if (keyword.Length is 0 or > LongestKeyword || Keyword.Any(static letter => letter is < ' ' or > 'ÿ'))
            throw new InvalidOperationException("A keyword has 1 to 79 Latin-1 characters.");
        // A zero would end the text for others.
        var text = Text.Replace("\0", "", StringComparison.Ordinal);
        var isLatin = !text.Any(static letter => letter > 'ÿ');
        var bytes = isLatin ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);
        if (compressed)
            bytes = Deflate(bytes);
        return (isLatin, compressed) switch
        {
            (true, false) => PngChunk.Write("tEXt"u8, [.. keyword, 0, .. bytes]),
            (true, true) => PngChunk.Write("zTXt"u8, [.. keyword, 0, 0, .. bytes]),
            // Whether and how it is compressed, then no language, and no keyword in it.
            (false, _) => PngChunk.Write("iTXt"u8, [.. keyword, 0, (byte)(compressed ? 1 : 0), 0, 0, 0, .. bytes]),
        };
    }

    private static PngText? Of(PngChunk chunk, int most, out int taken)
    {
        taken = 0;
        var data = chunk.Data.Span;
        var end = data.IndexOf((byte)0);
        if (end is <= 0 or > LongestKeyword)
            return null;
        var keyword = Encoding.Latin1.GetString(data[..end]);
        data = data[(end + 1)..];
        var isInternational = chunk.Is("iTXt"u8);
        var isCompressed = chunk.Is("zTXt"u8);
        if (isInternational)
        {
            if (data.Length < 2)
                return null;
            isCompressed = data[0] == 1;
            var method = data[1];
            data = data[2..];
            // Language, then the keyword in it.
            for (var skipped = 0; skipped < 2; skipped++)
            {
                end = data.IndexOf((byte)0);
                if (end < 0)
                    return null;
                data = data[(end + 1)..];
            }

            if (isCompressed && method != 0)
                return null;
        }
        else if (isCompressed)
        {
            if (data.IsEmpty || data[0] != 0)
                return null;
            data = data[1..];
        }

        if (isCompressed && !TryInflate(data, most, out data))
            return null;
        if (data.Length > most)
            return null;
        taken = data.Length;
        return new PngText(keyword, (isInternational ? Encoding.UTF8 : Encoding.Latin1).GetString(data));
    }

    private static byte[] Deflate(byte[] bytes)
    {
        using var output = new MemoryStream();
        using (var deflating = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
            deflating.Write(bytes);
        return output.ToArray();
    }

    private static bool TryInflate(ReadOnlySpan<byte> bytes, int most, out ReadOnlySpan<byte> inflated)
    {
        inflated = default;
        using var inflating = new ZLibStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
        using var output = new MemoryStream();
        var buffer = new byte[4096];
        try
        {
            int read;
            while ((read = inflating.Read(buffer)) > 0)
            {
                if (output.Length + read > most)
                    return false;
                output.Write(buffer, 0, read);
            }
        }
        catch (Exception thrown) when (thrown is InvalidDataException or IOException)
        {
            return false;
        }

        inflated = output.GetBuffer().AsSpan(0, (int)output.Length);
        return true;
    }
}
