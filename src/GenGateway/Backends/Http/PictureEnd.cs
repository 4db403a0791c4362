using System.Buffers;
using System.Buffers.Binary;
using GenGateway.Journey;

namespace GenGateway.Backends.Http;

/// <summary>Whether a picture is all there, by what its kind ends with; the pixels are not looked at. Stateless, thread safe.</summary>
/// <remarks>A server that dies while it sends, without a length told before, ends its answer as if it were whole.</remarks>
internal static class PictureEnd
{
    // What cameras and editors put behind a picture's end is longer in files than in anything that was just made.
    private const int Tail = 4096;
    private const int Window = 16 << 10;
    private const int PngHead = 8;
    private const int ChunkHead = 8;
    private const int ChunkFrame = 12;

    /// <summary>Looks.</summary>
    /// <param name="picture">Of a known kind.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public static async ValueTask<bool> IsThereAsync(Payload picture, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Window);
        try
        {
            if (picture.Type == ImageType.Png)
                return await HasLastChunkAsync(picture, buffer, cancellationToken).ConfigureAwait(false);
            if (picture.Type == ImageType.WebP)
                return await picture.ReadAsync(buffer.AsMemory(0, ImageType.HeadLength), 0, cancellationToken).ConfigureAwait(false) == ImageType.HeadLength
                    && BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(4)) + 8L <= picture.Length;
            var read = await picture.ReadAsync(buffer.AsMemory(0, Tail), Math.Max(0, picture.Length - Tail), cancellationToken).ConfigureAwait(false);
            var end = buffer.AsSpan(0, read);
            return picture.Type == ImageType.Jpeg ? end.IndexOf((ReadOnlySpan<byte>)[0xff, 0xd9]) >= 0 : end.TrimEnd((byte)0) is [.., (byte)';'];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    // From chunk to chunk: each says how long it is.
    private static async ValueTask<bool> HasLastChunkAsync(Payload picture, byte[] buffer, CancellationToken cancellationToken)
    {
        var (windowAt, windowLength) = (0L, 0);
        for (long at = PngHead; at + ChunkFrame <= picture.Length;)
        {
            if (at < windowAt || at + ChunkHead > windowAt + windowLength)
            {
                windowAt = at;
                windowLength = await picture.ReadAsync(buffer.AsMemory(0, Window), at, cancellationToken).ConfigureAwait(false);
                if (windowLength < ChunkHead)
                    return false;
            }

            var head = buffer.AsSpan((int)(at - windowAt), ChunkHead);
            at += BinaryPrimitives.ReadUInt32BigEndian(head) + (long)ChunkFrame;
            if (head[4..].SequenceEqual("IEND"u8))
                return at <= picture.Length;
        }

        return false;
    }
}
