using System.Buffers.Binary;

namespace GenGateway.Engine.Imaging.Png;

/// <summary>Goes through the chunks behind a PNG's header. One reader.</summary>
/// <param name="file">All of the file, whose header was read.</param>
internal sealed class PngCursor(ReadOnlyMemory<byte> file)
{
    /// <summary>Bytes of a chunk beside its data: length, type, checksum.</summary>
    public const int ChunkOverhead = 12;

    // Real files have a dozen; millions of empty ones would only take time.
    private const int MostBeforePixels = 1024;

    private int _at = PngHeader.End;

    /// <summary>Whether the file ends here, or with fewer bytes than a chunk has.</summary>
    public bool IsAtEnd => file.Length - _at < ChunkOverhead;

    /// <summary>Takes the next chunk. Its checksum was not looked at.</summary>
    /// <exception cref="PictureException">There is none, or not all of it.</exception>
    public PngChunk Next()
    {
        if (IsAtEnd)
            throw PictureException.Truncated("between two chunks");
        var rest = file[_at..];
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
        if (length > int.MaxValue)
            throw PictureException.Corrupt("a chunk is longer than chunks may be");
        if (length > rest.Length - ChunkOverhead)
            throw PictureException.Truncated("within a chunk");
        var data = (int)length;
        _at += data + ChunkOverhead;
        return new PngChunk(rest.Slice(4, 4), rest.Slice(8, data), BinaryPrimitives.ReadUInt32BigEndian(rest.Span[(8 + data)..]));
    }

    /// <summary>The next one before the pixels; their first chunk is the last that this gives.</summary>
    /// <param name="count">How many were taken so far.</param>
    /// <exception cref="PictureException">There is none, there are too many, or it is critical and unknown.</exception>
    public PngChunk NextBeforePixels(ref int count)
    {
        if (++count > MostBeforePixels)
            throw PictureException.Corrupt($"it has more than {MostBeforePixels} chunks before its pixels");
        return Next();
    }

    /// <summary>Whether a colour of it is transparent, which a chunk before its pixels says. A file that is wrong there says nothing.</summary>
    public static bool AnnouncesTransparency(ReadOnlyMemory<byte> file)
    {
        var cursor = new PngCursor(file);
        for (var count = 0; count < MostBeforePixels && !cursor.IsAtEnd; count++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.Span[cursor._at..]);
            if (length > file.Length - cursor._at - ChunkOverhead)
                return false;
            var chunk = cursor.Next();
            if (chunk.Is("tRNS"u8))
                return true;
            if (chunk.Is("IDAT"u8))
                return false;
        }

        return false;
    }
}
