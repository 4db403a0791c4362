using System.Buffers.Binary;

namespace GenGateway.Engine.Imaging.Native;

/// <summary>What a WebP says before its pixels (RFC 9649).</summary>
/// <param name="Width">Pixels of a row, at least 1.</param>
/// <param name="Height">Rows, at least 1.</param>
/// <param name="HasAlpha">Whether it says that it has transparency.</param>
/// <param name="IsAnimated">Whether it has several frames.</param>
internal readonly record struct WebPHeader(int Width, int Height, bool HasAlpha, bool IsAnimated)
{
    private const int RiffHead = 8;
    private const int FirstData = 20;

    /// <exception cref="PictureException">It is none, or breaks off.</exception>
    public static WebPHeader Read(ReadOnlySpan<byte> file)
    {
        if (file.Length < FirstData)
            throw PictureException.Truncated("within its header");
        if (BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + (long)RiffHead > file.Length)
            throw PictureException.Truncated("before the end that its header tells");
        var kind = file[12..16];
        var data = file[FirstData..];
        if (data.Length < 10)
            throw PictureException.Truncated("within its header");
        if (kind.SequenceEqual("VP8X"u8))
            return new WebPHeader(Number(data[4..]) + 1, Number(data[7..]) + 1, (data[0] & 0x10) != 0, (data[0] & 2) != 0);
        if (kind.SequenceEqual("VP8L"u8))
        {
            if (data[0] != 0x2f)
                throw PictureException.Corrupt("its lossless pixels have no signature");
            var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
            return new WebPHeader((int)(bits & 0x3fff) + 1, (int)((bits >> 14) & 0x3fff) + 1, (bits & (1 << 28)) != 0, false);
        }

        if (!kind.SequenceEqual("VP8 "u8))
            throw PictureException.Corrupt("its first chunk is none of WebP's");
        if ((data[0] & 1) != 0 || !data[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9d, 0x01, 0x2a]))
            throw PictureException.Corrupt("its pixels do not begin with a key frame");
        var (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3fff, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3fff);
        return width > 0 && height > 0 ? new WebPHeader(width, height, false, false) : throw PictureException.Corrupt("it has no width, or no height");
    }

    private static int Number(ReadOnlySpan<byte> three) => three[0] | (three[1] << 8) | (three[2] << 16);
}
